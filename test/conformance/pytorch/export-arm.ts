import type { Device } from '#core/device/device.ts';
import { initialTensors } from '#core/nn/initial-values.ts';
import { replayFiles } from '#core/report/replay/replay-files.ts';
import { curveOf } from '#core/series/curve.ts';
import type { NamedTensor } from '#core/tensor/named-tensor.ts';
import type { FinishedEvent, PointsEvent } from '#core/train/events.ts';
import { train } from '#core/train/train.ts';
import { SEED, STEPS, type Arm } from './arms.ts';
import { runRecord } from '#test/fixtures/records.ts';

export interface ExportedArm {
  readonly losses: readonly number[];
  readonly finalTensors: readonly NamedTensor[];
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Trains an arm on a device, and exports it as `bnlab export --format replay` does. */
export async function exportArm({ name, spec, dataset }: Arm, device: Device): Promise<ExportedArm> {
  const points: PointsEvent[] = [];
  let finished: FinishedEvent | null = null;
  for await (const event of train({ spec, seed: SEED, dataset, device, clock: () => performance.now() })) {
    if (event.kind === 'points' && event.series === 'train/loss') points.push(event);
    if (event.kind === 'finished') finished = event;
  }
  if (finished === null) throw new Error('training did not finish');
  const trainLoss = curveOf(points);
  const run = runRecord({
    id: 'run',
    experimentId: 'experiment',
    arm: name,
    seed: SEED,
    status: 'completed',
    device: device.name,
    steps: finished.steps,
    stepsTotal: STEPS,
    stepsPerEpoch: null,
    parameterCount: null,
    startedAt: null,
    endedAt: null,
    durationMs: null,
    divergedAtStep: null,
    failure: null,
    summary: {},
    specHash: 'hash',
  });
  const initial = initialTensors(spec, dataset, SEED);
  const { tensors: finalTensors } = finished;
  const files = replayFiles({
    run,
    spec,
    dataset,
    initialTensors: initial,
    finalTensors,
    trainLoss,
    appVersion: '0.1.0',
  });
  return { losses: Array.from(trainLoss.values), finalTensors, files };
}
