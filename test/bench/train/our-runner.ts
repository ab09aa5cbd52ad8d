import type { Dataset, Split } from '#core/data/dataset.ts';
import type { Device } from '#core/device/device.ts';
import { randomStream } from '#core/tensor/random.ts';
import { TrainedModel } from '#core/train/trained-model.ts';
import type { Net } from './nets.ts';
import type { Runner } from './runner.ts';

const EXAMPLES = 4096;

/** Random pictures: what is timed does not depend on what they show. Batches are gathered out of them, step by step. */
export function noise(exampleShape: readonly number[]): Dataset {
  const features = exampleShape.reduce((a, b) => a * b);
  const split = (purpose: string, count: number): Split => {
    const random = randomStream(1, 'bench', purpose);
    return {
      count,
      values: Uint8Array.from({ length: count * features }, () => random.integer(256)),
      labels: Int32Array.from({ length: count }, () => random.integer(10)),
    };
  };
  return { name: 'Noise', classes: 10, exampleShape, train: split('train', EXAMPLES), test: split('test', 10) };
}

export async function ourRunner(net: Net, device: Device): Promise<Runner> {
  const model = await TrainedModel.create(net.spec, 1, noise(net.exampleShape), device);
  const { batchSize, stepsMax } = model.plan.phases.train;
  let done = 0;
  return {
    async time(steps) {
      const indices = Int32Array.from({ length: stepsMax * batchSize }, (_, row) => (row * 31 + done) % EXAMPLES);
      const start = performance.now();
      for (let left = steps; left > 0;) {
        const count = Math.min(left, stepsMax);
        const ran = await model.train(done + 1, count, indices.subarray(0, count * batchSize));
        if (ran !== count) throw new Error(`${net.name} diverged`);
        done += count;
        left -= count;
      }
      return (performance.now() - start) / steps;
    },
    dispose: () => model.program.dispose(),
  };
}
