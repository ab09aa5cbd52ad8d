import { describe, expect, it } from 'vitest';
import { csvDataset } from '#core/data/csv/csv-dataset.ts';
import { outlineCsv } from '#core/data/csv/csv-outline.ts';
import { datasetNotes } from '#core/data/dataset-notes.ts';
import { mergedValues } from '#core/data/precision-notes.ts';
import { csv } from '#core/spec/dataset/dataset-files.ts';

const table = (numbers: readonly (number | string)[]) => ({
  name: 'table.csv',
  text: ['time,y', ...numbers.map((number, row) => `${number},${row % 2}`)].join('\n'),
});
const load = (numbers: readonly (number | string)[]) =>
  csvDataset(csv.parse({ kind: 'csv', file: 'table.csv', labelColumn: 'y' }), table(numbers), null);
const stamps = Array.from({ length: 120 }, (_, second) => 1_700_000_000 + second);

describe('a data set whose values float32 merges', () => {
  const { train, ...rest } = load(stamps);

  it('is warned about without normalization, by the column’s name', () => {
    const [note] = datasetNotes({ train, ...rest }, 'none');
    expect(note.tone).toBe('warning');
    expect(note.text).toContain(
      `"time" has ${train.count} distinct values and keeps 2. Set inputNormalization to standardize`,
    );
  });

  it('is not, once values are normalized before they are rounded', () => {
    expect(datasetNotes({ train, ...rest }, 'standardize')).toEqual([]);
  });

  it('is told of where its columns are chosen', () => {
    const of = (numbers: readonly (number | string)[]) =>
      outlineCsv(table(numbers), { delimiter: 'comma', header: true }).columns.map(({ merged }) => merged);
    expect(of(stamps)).toEqual([{ distinct: 120, kept: 2 }, undefined]);
    expect(of(stamps.map((stamp) => `${stamp - 1_700_000_000}e-60`))).toEqual([{ distinct: 120, kept: 1 }, undefined]);
    expect(of(stamps.map((stamp) => stamp - 1_700_000_000))).toEqual([undefined, undefined]);
  });
});

describe('values that float32 merges', () => {
  it('are whole numbers above 2^24, and all below the smallest', () => {
    const above = Float64Array.from({ length: 100 }, (_, k) => 2 ** 24 + k);
    expect(mergedValues(above)).toEqual({ distinct: 100, kept: 51 });
    expect(mergedValues(Float64Array.of(1e-50, 2e-50, 0, 1))).toEqual({ distinct: 4, kept: 2 });
  });

  it('do not count where they are finer than a network could use', () => {
    const fine = Float64Array.from({ length: 200_000 }, (_, k) => Math.sin(k * k));
    expect(mergedValues(fine)).toBeNull();
    expect(mergedValues(Float64Array.of(0.1, 0.2, 0.3))).toBeNull();
    expect(mergedValues(Float64Array.of(5.1))).toBeNull();
  });
});
