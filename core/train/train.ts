import { ExampleOrder } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Device } from '../device/device.ts';
import type { RunSpec } from '../spec/experiment.ts';
import { spanSteps } from '../spec/span.ts';
import type { CancelSignal } from './cancel-signal.ts';
import type { TrainEvent } from './events.ts';
import { TrainedModel } from './trained-model.ts';
import { TrainingLoop } from './training-loop.ts';

export interface TrainRequest {
  readonly spec: RunSpec;
  readonly seed: number;
  readonly dataset: Dataset;
  readonly device: Device;
  /** Milliseconds since any moment. Paces calls and events; results do not depend on it. */
  readonly clock: () => number;
  readonly signal?: CancelSignal;
}

/**
 * Trains one run and announces what happens (see `events.ts`). The same spec, seed and data set give the same values on
 * every call; only how points are grouped into events varies with the clock.
 *
 * Devices may compute without ever returning to the event loop: a consumer that wants messages (a cancel, say) to reach
 * it lets its event loop turn between events, which come several times a second.
 *
 * @throws SpecError where the spec cannot train on this data set; DeviceError where the device lacks an op.
 */
export async function* train(request: TrainRequest): AsyncGenerator<TrainEvent, void, void> {
  const { spec, seed, dataset, device, clock, signal = { aborted: false } } = request;
  const model = await TrainedModel.create(spec, seed, dataset, device);
  try {
    const order = new ExampleOrder(seed, dataset.train.count, spec.batchSize);
    const { stepsPerEpoch } = order;
    const stepsTotal = spanSteps(spec.duration, stepsPerEpoch);
    const { parameterCount } = model;
    yield { kind: 'started', device: device.describe(), stepsTotal, stepsPerEpoch, parameterCount };
    const interval = spanSteps(spec.evaluation.interval, stepsPerEpoch);
    const testCount = dataset.test.count;
    yield* new TrainingLoop({ model, order, stepsTotal, interval, testCount, clock, signal }).events();
  } finally {
    await model.dispose();
  }
}
