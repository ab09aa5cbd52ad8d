import { describe, expect, it } from 'vitest';
import type { Dataset, Split } from '#core/data/dataset.ts';
import { inputNormalization, inputStatistics } from '#core/data/input-normalization.ts';

function dataset(exampleShape: number[], values: Split['values']): Dataset {
  const count = values.length / exampleShape.reduce((product, extent) => product * extent, 1);
  const split = { count, values, labels: new Int32Array(count) };
  return { name: 'Test', classes: 2, exampleShape, train: split, test: split };
}

describe('σ', () => {
  it('is 0 of a constant, also where its rounded mean is not its value, and divides by 1', () => {
    const set = dataset([3], new Float32Array(21).fill(0.1));
    expect(inputStatistics(set).stddev).toEqual(new Float64Array(3));
    expect([...inputNormalization(set, 'standardize').divisor]).toEqual([1, 1, 1]);
  });

  it('is kept where the mean is ten million times larger', () => {
    const set = dataset(
      [1],
      Float32Array.from({ length: 1_000 }, (_, row) => 1e7 + (row % 2)),
    );
    expect(inputStatistics(set).stddev[0]).toBeCloseTo(0.5, 12);
  });

  it('is kept where its square is no float64', () => {
    for (const size of [1e-300, 1e-160, 3e38]) {
      const set = dataset([1], Float64Array.of(-size, size, -size, size));
      expect(inputStatistics(set).stddev[0] / size).toBeCloseTo(1, 12);
    }
  });
});

describe('statistics of bytes', () => {
  it('are those of value / 255', () => {
    const { mean } = inputStatistics(dataset([2], new Uint8Array([0, 255, 51, 204, 102, 153])));
    expect(mean[0]).toBeCloseTo(0.2, 12);
  });

  it('of images are per channel, over all pixels', () => {
    const images = Uint8Array.from({ length: 5 * 2 * 2 * 3 }, (_, index) => (index % 3) * 60 + ((index * 37) % 50));
    const { mean, stddev } = inputStatistics(dataset([2, 2, 3], images));
    expect(mean.length).toBe(3);
    const blue = [...images].filter((_, index) => index % 3 === 2).map((byte) => byte / 255);
    const blueMean = blue.reduce((sum, value) => sum + value, 0) / blue.length;
    expect(mean[2]).toBeCloseTo(blueMean, 12);
    const variance = blue.reduce((sum, value) => sum + (value - blueMean) ** 2, 0) / blue.length;
    expect(stddev[2]).toBeCloseTo(Math.sqrt(variance), 12);
  });
});
