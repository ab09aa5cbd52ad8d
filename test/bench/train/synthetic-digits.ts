import type { Dataset, Split } from '#core/data/dataset.ts';
import { randomStream } from '#core/tensor/random.ts';

/** Bytes in the shape of MNIST, a fifth of them lit as there: how long a step takes does not depend on the picture. */
export function syntheticDigits(count: number): Dataset {
  const random = randomStream(1, 'bench', 'digits');
  const split = (examples: number): Split => ({
    count: examples,
    values: Uint8Array.from({ length: examples * 784 }, () => (random.uniform() < 0.2 ? random.integer(256) : 0)),
    labels: Int32Array.from({ length: examples }, () => random.integer(10)),
  });
  return { name: 'Synthetic digits', classes: 10, exampleShape: [28, 28], train: split(count), test: split(100) };
}
