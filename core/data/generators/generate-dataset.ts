import type { OutlinedDatasetSpec } from '../../spec/dataset/dataset.ts';
import { randomStream, type RandomStream } from '../../tensor/random.ts';
import type { Dataset, Split } from '../dataset.ts';
import { datasetOutline } from '../dataset-outline.ts';

/** Writes one example of a class at `at` in `values`; draws only from `stream`. */
export type DrawExample = (label: number, stream: RandomStream, values: Float32Array, at: number) => void;

/**
 * A generated data set. Example i has class i mod classes, so that classes are balanced; batches are shuffled anyway.
 * Training and test examples come from separate streams, (seed, `dataset`, `<kind>/train` or `<kind>/test`): asking for
 * more training examples changes neither the first ones nor the test examples.
 */
export function generateDataset(spec: Extract<OutlinedDatasetSpec, { seed: number }>, draw: DrawExample): Dataset {
  const { name, classes, exampleShape, trainCount, testCount } = datasetOutline(spec);
  const features = exampleShape[0];
  const split = (count: number, part: 'train' | 'test'): Split => {
    const stream = randomStream(spec.seed, 'dataset', `${spec.kind}/${part}`);
    const values = new Float32Array(count * features);
    const labels = Int32Array.from({ length: count }, (_, index) => index % classes);
    for (let index = 0; index < count; index++) draw(labels[index], stream, values, index * features);
    return { count, values, labels };
  };
  return { name, classes, exampleShape, train: split(trainCount, 'train'), test: split(testCount, 'test') };
}
