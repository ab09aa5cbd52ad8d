import type { DataRecord } from '#core/contract/data-record.ts';
import type { PlatformDevices } from '#core/device/registry.ts';
import { decodeCheckpoint } from '#core/train/checkpoint.ts';
import type { TrainEvent } from '#core/train/events.ts';
import type { RunControl } from '#core/train/run-control.ts';
import type { StartFrom } from '#core/train/starting-point.ts';
import { train } from '#core/train/train.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';
import type { BatchSender } from './batch-sender.ts';
import { describeData } from '#main/datasets/describe-data.ts';
import { requireSameData } from '#main/datasets/require-same-data.ts';
import { openJobDevice } from './open-job-device.ts';
import type { StartCommand } from './protocol.ts';
import type { Pulses } from './pulses.ts';

export interface RunJobOptions {
  readonly command: StartCommand;
  readonly devices: PlatformDevices;
  readonly control: RunControl;
  readonly sender: BatchSender;
  readonly pulses: Pulses;
  /** Takes what was loaded, before the training begins. */
  readonly report: (data: DataRecord) => Promise<void>;
}

/** Trains one run and sends its events. Returns after the `finished` event has been sent; throws what went wrong. */
export async function runJob({ command, devices, control, sender, pulses, report }: RunJobOptions): Promise<void> {
  const { spec, seed, earlierSeconds } = command;
  const from = startOf(command);
  const [dataset, device] = await Promise.all([
    loadDataset(spec.dataset),
    openJobDevice(command.device, devices, command.turbo),
  ]);
  const data = describeData(dataset, spec.inputNormalization);
  if (command.data !== undefined) requireSameData(command.data, data, command.branch === true ? 'branch' : 'resume');
  await report(data);
  const clock = () => performance.now();
  const earlierMs = earlierSeconds * 1_000;
  let batch: TrainEvent[] = [];
  for await (const event of train({ spec, seed, dataset, device, clock, control, from, earlierMs })) {
    // The loop emits the points of all series first, then its progress or a checkpoint; together they form one batch.
    if (event.kind !== 'points' && event.kind !== 'started') batch.push(...pulses.drain());
    batch.push(event);
    if (event.kind === 'points') continue;
    await sender.send(batch);
    batch = [];
    await turnOfTheEventLoop();
  }
}

/** @throws DataError if the bytes are not a valid checkpoint. */
function startOf({ checkpoint, branch = false }: StartCommand): StartFrom | undefined {
  if (checkpoint === null) return undefined;
  return { kind: branch ? 'branch' : 'resume', checkpoint: decodeCheckpoint(checkpoint) };
}

/** Devices may compute without ever returning to the event loop; commands arrive in these gaps. */
function turnOfTheEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
