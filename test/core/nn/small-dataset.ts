import type { Dataset, Split } from '#core/data/dataset.ts';
import { randomStream, type RandomStream } from '#core/tensor/random.ts';

export interface SmallDatasetOptions {
  readonly features?: number;
  readonly classes?: number;
  readonly trainCount?: number;
  readonly testCount?: number;
  /** Distance between the classes' centres, in standard deviations of a class. */
  readonly separation?: number;
}

/** Gaussian classes with centres on a circle of the first two features: small, and learnable where they are apart. */
export function smallDataset(options: SmallDatasetOptions = {}): Dataset {
  const { features = 3, classes = 3, trainCount = 12, testCount = 7, separation = 4 } = options;
  const split = (count: number, stream: RandomStream): Split => {
    const values = new Float32Array(count * features);
    const labels = new Int32Array(count);
    for (let row = 0; row < count; row += 1) {
      const label = stream.integer(classes);
      const angle = (2 * Math.PI * label) / classes;
      labels[row] = label;
      for (let f = 0; f < features; f += 1) {
        const centre = f === 0 ? Math.cos(angle) : f === 1 ? Math.sin(angle) : 0;
        values[row * features + f] = separation * centre + stream.normal();
      }
    }
    return { count, values, labels };
  };
  return {
    name: 'Small classes',
    classes,
    exampleShape: [features],
    train: split(trainCount, randomStream(0, 'small-dataset', 'train')),
    test: split(testCount, randomStream(0, 'small-dataset', 'test')),
  };
}
