import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '#core/data/dataset.ts';
import { inputAffine, inputStatistics } from '#core/data/input-normalization.ts';

function dataset(exampleShape: number[], values: Uint8Array | Float32Array): Dataset {
  const count = values.length / exampleShape.reduce((product, extent) => product * extent, 1);
  const split = { count, values, labels: new Int32Array(count) };
  return { name: 'Test', classes: 2, exampleShape, train: split, test: split };
}

/** Mean and population σ of each feature of all normalized training values. */
function normalizedMoments(set: Dataset, kind: 'none' | 'center' | 'standardize') {
  const { scale, shift } = inputAffine(set, kind);
  const features = scale.length;
  const rows = set.train.count;
  return Array.from({ length: features }, (_, feature) => {
    const column = Array.from(
      { length: rows },
      (_, row) => set.train.values[row * features + feature] * scale[feature] + shift[feature],
    );
    const mean = column.reduce((sum, x) => sum + x, 0) / rows;
    return { mean, stddev: Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / rows) };
  });
}

const columns = new Float32Array([1, 100, 3, 300, 5, 200, 7, 400]);

describe('values', () => {
  it('are left alone by none', () => {
    expect(inputAffine(dataset([2], columns), 'none')).toEqual({
      scale: new Float32Array([1, 1]),
      shift: new Float32Array([0, 0]),
    });
  });

  it('lose their mean by center', () => {
    expect(inputAffine(dataset([2], columns), 'center')).toEqual({
      scale: new Float32Array([1, 1]),
      shift: new Float32Array([-4, -250]),
    });
  });

  it('get mean 0 and population σ 1 by standardize, whatever their scale', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -999, max: 999 })), {
          minLength: 2,
          maxLength: 40,
        }),
        fc.constantFrom(1e-3, 1, 1e3),
        (rows, ratio) => {
          const set = dataset([2], new Float32Array(rows.flatMap(([a, b]) => [a, b * ratio])));
          normalizedMoments(set, 'standardize').forEach(({ mean, stddev }, feature) => {
            const constant = rows.every((row) => row[feature] === rows[0][feature]);
            // The affine map is float32: its shift may be off by one part in 2²⁴ of |mean| / σ, here at most 2,000.
            expect(Math.abs(mean)).toBeLessThan(2e-3);
            expect(Math.abs(stddev - (constant ? 0 : 1))).toBeLessThan(1e-6);
          });
        },
      ),
    );
  });

  it('that are constant are divided by 1, also where their rounded mean is not their value', () => {
    const constant = new Float32Array(21).fill(0.1);
    const set = dataset([3], constant);
    expect(inputStatistics(set).stddev).toEqual(new Float64Array(3));
    const { scale, shift } = inputAffine(set, 'standardize');
    expect([...scale]).toEqual([1, 1, 1]);
    expect(shift[0]).toBeCloseTo(-0.1, 6);
  });

  it('keep their σ when their mean is ten million times larger', () => {
    const set = dataset(
      [1],
      Float32Array.from({ length: 1_000 }, (_, row) => 1e7 + (row % 2)),
    );
    expect(inputStatistics(set).stddev[0]).toBeCloseTo(0.5, 12);
  });
});

describe('bytes', () => {
  const bytes = new Uint8Array([0, 255, 51, 204, 102, 153]);

  it('stand for value / 255', () => {
    const { scale, shift } = inputAffine(dataset([2], bytes), 'none');
    expect([...scale]).toEqual([Math.fround(1 / 255), Math.fround(1 / 255)]);
    expect([...shift]).toEqual([0, 0]);
  });

  it('are standardized per feature', () => {
    const set = dataset([2], bytes);
    expect(inputStatistics(set).mean[0]).toBeCloseTo(0.2, 12);
    for (const { mean, stddev } of normalizedMoments(set, 'standardize')) {
      expect(mean).toBeCloseTo(0, 6);
      expect(stddev).toBeCloseTo(1, 6);
    }
  });

  it('of images are standardized per channel, over all pixels', () => {
    const images = Uint8Array.from({ length: 5 * 2 * 2 * 3 }, (_, index) => (index % 3) * 60 + ((index * 37) % 50));
    const set = dataset([2, 2, 3], images);
    const { mean, stddev } = inputStatistics(set);
    expect(mean.length).toBe(3);
    const blue = [...images].filter((_, index) => index % 3 === 2).map((byte) => byte / 255);
    const blueMean = blue.reduce((sum, value) => sum + value, 0) / blue.length;
    expect(mean[2]).toBeCloseTo(blueMean, 12);
    expect(stddev[2]).toBeCloseTo(
      Math.sqrt(blue.reduce((sum, value) => sum + (value - blueMean) ** 2, 0) / blue.length),
      12,
    );
    const { scale, shift } = inputAffine(set, 'standardize');
    expect(scale.length).toBe(12);
    expect(scale[11]).toBe(scale[2]);
    expect(shift[11]).toBe(Math.fround(-mean[2] / stddev[2]));
  });
});
