import { describe, expect, it } from 'vitest';
import type { CsvColumnRecord, CsvOutlineRecord } from '#core/contract/csv-outline.ts';
import { csvDataset } from '#core/data/csv/csv-dataset.ts';
import { outlineCsv } from '#core/data/csv/csv-outline.ts';
import { datasetSpec, type CsvSpec } from '#core/spec/dataset/dataset.ts';
import { likelyChoice, placeOf, readChoice, writeChoice } from '#renderer/features/designer/csv/csv-columns.ts';

const outlineOf = (text: string, header = true): CsvOutlineRecord =>
  outlineCsv({ name: 'table.csv', text }, { delimiter: 'auto', header });

const flowers = outlineOf('id,sepal,petal,species\na,5.1,1.4,setosa\nb,6.2,4.5,virginica\nc,6,4,setosa\n');
const names = (places: Iterable<number>, outline = flowers) => [...places].map((place) => outline.columns[place].name);

describe('a reference', () => {
  it('is found as the reader finds it: names first, then places, −1 the last', () => {
    expect(placeOf('petal', flowers)).toBe(2);
    expect(placeOf(2, flowers)).toBe(2);
    expect(placeOf('2', flowers)).toBe(2);
    expect(placeOf(-1, flowers)).toBe(3);
    expect(placeOf('pedal', flowers)).toBeNull();
    expect(placeOf(4, flowers)).toBeNull();
    expect(placeOf('2019', outlineOf('2019,2020\n1,2\n'))).toBe(0);
    expect(placeOf('x', outlineOf('x,x,y\n1,2,3\n'))).toBeNull();
  });

  it('is a place where a name says nothing', () => {
    const twice = outlineOf('x,x,,y\n1,2,3,4\n');
    expect(writeChoice(3, new Set([0, 2]), twice)).toEqual({ labelColumn: 'y', featureColumns: [0, 2] });
    expect(writeChoice(1, new Set([0, 2, 3]), twice)).toEqual({ labelColumn: 1, featureColumns: undefined });
  });
});

describe('a choice', () => {
  it('without feature columns means all but the label', () => {
    const { label, features, unknown } = readChoice(undefined, undefined, flowers);
    expect({ label, features: names(features), unknown }).toEqual({
      label: 3,
      features: ['id', 'sepal', 'petal'],
      unknown: [],
    });
  });

  it('names what the file does not have', () => {
    expect(readChoice('specie', ['sepal', 'pedal'], flowers)).toEqual({
      label: null,
      features: new Set([1]),
      unknown: ['specie', 'pedal'],
    });
  });

  it('is likely the last column and the numbers beside it', () => {
    const { label, features } = likelyChoice(flowers);
    expect([label, names(features)]).toEqual([3, ['sepal', 'petal']]);
  });

  it('is likely another column where the last cannot be a label', () => {
    const price = outlineOf(`kind,price\n${Array.from({ length: 1_500 }, (_, at) => `${at % 3},${at}.5\n`).join('')}`);
    expect(likelyChoice(price)).toEqual({ label: 0, features: new Set([1]) });
    const spoilt: CsvColumnRecord = { ...flowers.columns[3], emptyFields: 1 };
    expect(likelyChoice({ ...flowers, columns: [...flowers.columns.slice(0, 3), spoilt] }).label).toBe(0);
  });

  it('is read by the reader as it was made', () => {
    const text = 'id,sepal,petal,species\na,5.1,1.4,setosa\nb,6.2,4.5,virginica\n';
    const { label, features } = likelyChoice(outlineOf(text));
    const chosen = writeChoice(label, features, outlineOf(text));
    expect(chosen).toEqual({ labelColumn: 'species', featureColumns: ['sepal', 'petal'] });
    const spec = datasetSpec.parse({ kind: 'csv', file: '/table.csv', testFile: '/table.csv', ...chosen }) as CsvSpec;
    const { train } = csvDataset(spec, { name: 'table.csv', text }, { name: 'table.csv', text });
    expect(train.values).toEqual(Float64Array.of(5.1, 1.4, 6.2, 4.5));
  });
});

it('leaves an index out of the likely features', () => {
  const written = outlineOf(',a,y\n0,1.5,x\n1,2.5,z\n2,3,x\n');
  expect(written.indexColumn).toBe(0);
  expect([...likelyChoice(written).features]).toEqual([1]);
  expect(outlineOf('id,a,y\n0,1.5,x\n1,2.5,z\n').indexColumn).toBeNull();
});
