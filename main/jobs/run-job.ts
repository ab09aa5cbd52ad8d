import type { PlatformDevices } from '#core/device/registry.ts';
import { train } from '#core/train/train.ts';
import type { TrainEvent } from '#core/train/events.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';
import type { BatchSender } from './batch-sender.ts';
import { openJobDevice } from './open-job-device.ts';
import type { StartCommand } from './protocol.ts';

/** Trains one run and sends what it announces. Ends after the `finished` event has been sent; throws what went wrong. */
export async function runJob(
  command: StartCommand,
  devices: PlatformDevices,
  signal: AbortSignal,
  sender: BatchSender,
): Promise<void> {
  const { spec, seed } = command;
  const [dataset, device] = await Promise.all([
    loadDataset(spec.dataset),
    openJobDevice(command.device, devices, command.turbo),
  ]);
  let batch: TrainEvent[] = [];
  for await (const event of train({ spec, seed, dataset, device, clock: () => performance.now(), signal })) {
    batch.push(event);
    // The loop announces the points of all series, then its progress: together they are one batch.
    if (event.kind === 'points') continue;
    await sender.send(batch);
    batch = [];
    await turnOfTheEventLoop();
  }
}

/** Devices compute without ever returning to the event loop; commands arrive in between. */
function turnOfTheEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
