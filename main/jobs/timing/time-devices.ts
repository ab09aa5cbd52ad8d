import { ExampleOrder } from '#core/data/batches.ts';
import type { Device, DeviceName } from '#core/device/device.ts';
import type { PlatformDevices } from '#core/device/registry.ts';
import { LabError } from '#core/errors.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import { TrainedModel } from '#core/train/trained-model.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';
import { openJobDevice } from '../open-job-device.ts';
import type { DeviceTiming, SpecTiming } from './device-timing.ts';

/** A spec is timed in growing calls until one takes this long. */
const TARGET_MS = 100;
const STEPS_MAX = 256;
/** Compared with a step of this length, one-time costs do not matter. */
const LONG_MS = 2_000;

/** Times real training steps of each spec, on its own data, on each device; a device must handle all of them. */
export async function timeDevices(
  specs: readonly RunSpec[],
  devices: readonly DeviceName[],
  platform: PlatformDevices,
  turbo: boolean,
): Promise<DeviceTiming[]> {
  const timings: DeviceTiming[] = [];
  for (const name of devices) timings.push(await timeDevice(name, specs, platform, turbo));
  return timings;
}

async function timeDevice(
  name: DeviceName,
  specs: readonly RunSpec[],
  devices: PlatformDevices,
  turbo: boolean,
): Promise<DeviceTiming> {
  let description: string = name;
  try {
    const device = await openJobDevice(name, devices, turbo);
    ({ description } = device.describe());
    const perSpec: SpecTiming[] = [];
    for (const spec of specs) perSpec.push(await timeSpec(device, spec));
    const msPerStep = perSpec.reduce((sum, timing) => sum + timing.msPerStep, 0) / perSpec.length;
    return { device: name, description, msPerStep, perSpec, refusal: '' };
  } catch (thrown) {
    // An error in the spec or its data would fail on every device; the run itself reports it.
    if (!(thrown instanceof LabError)) throw thrown;
    return { device: name, description, msPerStep: null, perSpec: [], refusal: thrown.message };
  }
}

async function timeSpec(device: Device, spec: RunSpec): Promise<SpecTiming> {
  const dataset = await loadDataset(spec.dataset);
  const model = await TrainedModel.create(spec, 0, dataset, device);
  try {
    const { train, evaluate } = model.plan.phases;
    const order = new ExampleOrder(0, dataset.train.count, spec.batchSize);
    let done = 0;
    const msPerStep = await msPerCallStep(train.stepsMax, async (steps) => {
      const indices = new Int32Array(steps * spec.batchSize);
      for (let row = 0; row < steps; row += 1) indices.set(order.batch(done + row), row * spec.batchSize);
      const start = performance.now();
      const ran = await model.train(done + 1, steps, indices);
      done += ran;
      return { ran, durationMs: performance.now() - start };
    });
    const msPerEvaluationBatch = await msPerCallStep(evaluate.stepsMax, async (steps) => {
      const indices = Int32Array.from({ length: steps * evaluate.batchSize }, (_, row) => row % dataset.test.count);
      await model.program.write([{ buffer: evaluate.indices, values: indices }]);
      const start = performance.now();
      const ran = await model.program.run('evaluate', steps);
      return { ran, durationMs: performance.now() - start };
    });
    return { msPerStep, msPerEvaluationBatch };
  } finally {
    await model.dispose();
  }
}

type Advance = (steps: number) => Promise<{ readonly ran: number; readonly durationMs: number }>;

async function msPerCallStep(phaseStepsMax: number, advance: Advance): Promise<number> {
  const stepsMax = Math.min(STEPS_MAX, phaseStepsMax);
  // The first step includes one-time costs; one that is long enough by itself needs no other.
  const first = await advance(1);
  await turnOfTheEventLoop();
  if (first.durationMs >= LONG_MS) return first.durationMs;
  for (let steps = 1; ; steps = Math.min(steps * 4, stepsMax)) {
    const { ran, durationMs } = await advance(steps);
    await turnOfTheEventLoop();
    // A step that diverges ends the call, but takes as long as any other. A coarse clock may not see a step at all.
    if (durationMs >= TARGET_MS || steps === stepsMax || ran < steps) return Math.max(durationMs / ran, 1e-6);
  }
}

/** Between these calls, this process notices if its lab is gone. */
function turnOfTheEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
