import { ExampleOrder } from '#core/data/batches.ts';
import type { Device, DeviceName } from '#core/device/device.ts';
import type { PlatformDevices } from '#core/device/registry.ts';
import { LabError } from '#core/errors.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import { TrainedModel } from '#core/train/trained-model.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';
import { openJobDevice } from '../open-job-device.ts';
import type { DeviceTiming } from './device-timing.ts';

/** The reference is for judging, never the fastest. */
const TIMED: readonly DeviceName[] = ['wasm', 'gpu'];
/** A spec is timed in calls that grow until one takes this long. */
const TARGET_MS = 100;
const STEPS_MAX = 256;

/** Real training steps of each spec, on its own data, on each device; a device must manage all of them. */
export async function timeDevices(
  specs: readonly RunSpec[],
  devices: PlatformDevices,
  turbo: boolean,
): Promise<DeviceTiming[]> {
  const timings: DeviceTiming[] = [];
  for (const name of TIMED) timings.push(await timeDevice(name, specs, devices, turbo));
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
    let sum = 0;
    for (const spec of specs) sum += await msPerStep(device, spec);
    return { device: name, description, msPerStep: sum / specs.length, refusal: '' };
  } catch (thrown) {
    // A fault of the spec or of its data would fail on every device, and is the run's to tell.
    if (!(thrown instanceof LabError)) throw thrown;
    return { device: name, description, msPerStep: null, refusal: thrown.message };
  }
}

async function msPerStep(device: Device, spec: RunSpec): Promise<number> {
  const dataset = await loadDataset(spec.dataset);
  const model = await TrainedModel.create(spec, 0, dataset, device);
  try {
    const order = new ExampleOrder(0, dataset.train.count, spec.batchSize);
    const stepsMax = Math.min(STEPS_MAX, model.plan.phases.train.stepsMax);
    let done = 0;
    const advance = async (steps: number): Promise<{ ran: number; durationMs: number }> => {
      const indices = new Int32Array(steps * spec.batchSize);
      for (let row = 0; row < steps; row += 1) indices.set(order.batch(done + row), row * spec.batchSize);
      const start = performance.now();
      const ran = await model.train(done + 1, steps, indices);
      done += ran;
      return { ran, durationMs: performance.now() - start };
    };
    // The first step also pays for what happens once.
    await advance(1);
    for (let steps = 1; ; steps = Math.min(steps * 4, stepsMax)) {
      const { ran, durationMs } = await advance(steps);
      // A step that diverges ends the call; it took as long as any other.
      if (durationMs >= TARGET_MS || steps === stepsMax || ran < steps) return durationMs / ran;
    }
  } finally {
    await model.dispose();
  }
}
