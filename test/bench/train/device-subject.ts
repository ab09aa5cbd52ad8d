import { ExampleOrder } from '#core/data/batches.ts';
import type { Dataset } from '#core/data/dataset.ts';
import type { Device } from '#core/device/device.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import { TrainedModel } from '#core/train/trained-model.ts';
import type { Subject } from './subject.ts';

const SEED = 1;

/** A run on one of our devices, batches gathered from bytes as in the product, many steps a call. */
export async function deviceSubject(arm: string, spec: RunSpec, dataset: Dataset, device: Device): Promise<Subject> {
  const { program, plan } = await TrainedModel.create(spec, SEED, dataset, device);
  const order = new ExampleOrder(SEED, dataset.train.count, spec.batchSize);
  const { indices, batchSize } = plan.phases.train;
  let step = 0;
  return {
    arm,
    engine: device.describe().description,
    stepsPerRound: 50,
    async run(steps) {
      const values = new Int32Array(steps * batchSize);
      for (let row = 0; row < steps; row++) values.set(order.batch(step + row), row * batchSize);
      await program.write([{ buffer: indices, values }]);
      step += await program.run('train', steps);
    },
    dispose: () => program.dispose(),
  };
}
