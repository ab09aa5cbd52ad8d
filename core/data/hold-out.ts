import { DataError } from '../errors.ts';
import { randomStream } from '../tensor/random.ts';
import type { Split } from './dataset.ts';

/**
 * Holds out examples for testing: round(share · count) of them, at least one, drawn from the stream (seed, `holdOut`).
 * Both splits keep the examples' order.
 * @throws DataError if fewer than two remain for training.
 */
export function holdOut(all: Split, share: number, seed: number, fileName: string): { train: Split; test: Split } {
  const testCount = Math.max(1, Math.round(share * all.count));
  if (all.count - testCount < 2) {
    throw new DataError(
      `${fileName}: expected at least 2 training examples beside the ${testCount} held out for testing, ` +
        `received ${all.count} examples in all.`,
    );
  }
  const drawn = randomStream(seed, 'holdOut').permutation(all.count);
  return {
    train: pick(all, drawn.subarray(testCount).slice().sort()),
    test: pick(all, drawn.subarray(0, testCount).slice().sort()),
  };
}

function pick({ count, values, labels }: Split, chosen: Int32Array): Split {
  const size = values.length / count;
  // The values' own kind: bytes, float32 or float64.
  const picked = values.slice(0, chosen.length * size);
  for (const [row, index] of chosen.entries())
    picked.set(values.subarray(index * size, (index + 1) * size), row * size);
  return { count: chosen.length, values: picked, labels: Int32Array.from(chosen, (index) => labels[index]) };
}
