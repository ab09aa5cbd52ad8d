import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvDataset } from '#core/data/csv/csv-dataset.ts';
import type { Dataset, Split } from '#core/data/dataset.ts';
import { gatheredInputs } from '#core/data/gathered-inputs.ts';
import { inputStatistics } from '#core/data/input-normalization.ts';
import { datasetSpec } from '#core/spec/dataset/dataset.ts';

type Kind = 'none' | 'center' | 'standardize';

function dataset(exampleShape: number[], values: Split['values']): Dataset {
  const count = values.length / exampleShape.reduce((product, extent) => product * extent, 1);
  const split = { count, values, labels: new Int32Array(count) };
  return { name: 'Test', classes: 2, exampleShape, train: split, test: split };
}

/** What gather makes of every training value, in the device's float32. */
function gathered(set: Dataset, kind: Kind, padded = false): Float32Array {
  const { scale, shift, values } = gatheredInputs(set, kind, padded);
  return Float32Array.from(values(set.train), (value, at) => {
    const feature = at % scale.length;
    return Math.fround(value * scale[feature]) + shift[feature];
  });
}

/** Mean and population σ of each feature of all normalized training values. */
function normalizedMoments(set: Dataset, kind: Kind) {
  const x = gathered(set, kind);
  const rows = set.train.count;
  const features = x.length / rows;
  return Array.from({ length: features }, (_, feature) => {
    const column = Array.from({ length: rows }, (_, row) => x[row * features + feature]);
    const mean = column.reduce((sum, value) => sum + value, 0) / rows;
    return { mean, stddev: Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows) };
  });
}

const columns = new Float32Array([1, 100, 3, 300, 5, 200, 7, 400]);

describe('numbers', () => {
  it('are left alone by none', () => {
    expect(gathered(dataset([2], columns), 'none')).toEqual(columns);
  });

  it('lose their mean by center', () => {
    expect([...gathered(dataset([2], columns), 'center')]).toEqual([-3, -150, -1, 50, 1, -50, 3, 150]);
  });

  it('get mean 0 and population σ 1 by standardize, whatever their scale', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -999, max: 999 })), {
          minLength: 2,
          maxLength: 40,
        }),
        fc.constantFrom(1e-300, 1e-40, 1e-3, 1, 1e3, 1e30),
        fc.constantFrom(0, 1e5, -1e9),
        (rows, ratio, offset) => {
          const set = dataset([2], new Float64Array(rows.flatMap(([a, b]) => [a + offset, b * ratio])));
          normalizedMoments(set, 'standardize').forEach(({ mean, stddev }, feature) => {
            const constant = rows.every((row) => row[feature] === rows[0][feature]);
            // The values are rounded to float32, and the mean of the larger ones to float64.
            expect(Math.abs(mean)).toBeLessThan(1e-6);
            expect(Math.abs(stddev - (constant ? 0 : 1))).toBeLessThan(1e-6);
          });
        },
      ),
    );
  });

  it('that are constant become 0', () => {
    const set = dataset([3], new Float32Array(21).fill(0.1));
    expect(Math.max(...gathered(set, 'standardize').map(Math.abs))).toBeLessThan(1e-7);
  });

  it('stay as many as they are in the file, where float32 would make two of 120', () => {
    const text = ['time,y', ...Array.from({ length: 120 }, (_, s) => `${1_700_000_000 + s},${s % 2}`)].join('\n');
    const spec = datasetSpec.parse({ kind: 'csv', file: 'stamps.csv', labelColumn: 'y' });
    const { train } = csvDataset(spec as never, { name: 'stamps.csv', text }, null);
    expect(new Set(Float32Array.from(train.values)).size).toBe(2);
    const set = { ...dataset([1], train.values), train };
    for (const kind of ['center', 'standardize'] as const) {
      expect(new Set(gathered(set, kind)).size).toBe(train.count);
    }
    const small = dataset(
      [1],
      Float64Array.from(train.values, (value) => (value - 1_699_999_999) * 1e-50),
    );
    expect(new Set(Float32Array.from(small.train.values))).toEqual(new Set([0]));
    expect(new Set(gathered(small, 'standardize')).size).toBe(train.count);
  });

  it('of images that are moved keep a shift that a raw 0 would become', () => {
    const images = dataset([1, 2, 1], new Float64Array([0, 2.5, 10.1, 7]));
    const { mean, stddev } = inputStatistics(images);
    const { shift } = gatheredInputs(images, 'standardize', true);
    expect([...shift]).toEqual([0, 1].map(() => Math.fround(-mean[0] / stddev[0])));
    expect(gathered(images, 'standardize', true)[0]).toBe(shift[0]);
    const still = gathered(images, 'standardize', false);
    gathered(images, 'standardize', true).forEach((value, index) => expect(value).toBeCloseTo(still[index], 6));
  });
});

describe('bytes', () => {
  const bytes = new Uint8Array([0, 255, 51, 204, 102, 153]);

  it('stand for value / 255', () => {
    const { scale, shift, values } = gatheredInputs(dataset([2], bytes), 'none', false);
    expect([...scale]).toEqual([Math.fround(1 / 255), Math.fround(1 / 255)]);
    expect([...shift]).toEqual([0, 0]);
    expect(values(dataset([2], bytes).train)).toBe(bytes);
  });

  it('are standardized per feature', () => {
    for (const { mean, stddev } of normalizedMoments(dataset([2], bytes), 'standardize')) {
      expect(mean).toBeCloseTo(0, 6);
      expect(stddev).toBeCloseTo(1, 6);
    }
  });

  it('of images have one scale and one shift a channel', () => {
    const images = Uint8Array.from({ length: 5 * 2 * 2 * 3 }, (_, index) => (index % 3) * 60 + ((index * 37) % 50));
    const set = dataset([2, 2, 3], images);
    const { mean, stddev } = inputStatistics(set);
    const { scale, shift } = gatheredInputs(set, 'standardize', true);
    expect(scale.length).toBe(12);
    expect(scale[11]).toBe(scale[2]);
    expect(shift[11]).toBe(Math.fround(-mean[2] / stddev[2]));
  });
});
