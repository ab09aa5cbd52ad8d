import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvDataset } from '#core/data/csv/csv-dataset.ts';
import { DataError } from '#core/errors.ts';
import type { CsvSpec } from '#core/spec/dataset/dataset.ts';
import { faultOf, flowers, load, spec } from './csv-text.ts';

it('reads numbers and classes; the last column is the label', () => {
  const set = load(flowers);
  expect(set).toMatchObject({ name: 'table.csv', classes: 2, exampleShape: [2] });
  expect(set.train.values).toEqual(Float64Array.of(5.1, 1.4, 6.2, -4.5, 0.5, 2));
  expect([...set.train.labels]).toEqual([0, 1, 0]);
  expect(set.test).toEqual(set.train);
});

describe('reads the same table', () => {
  const { featureNames: names, ...reference } = load(flowers);
  it.each([
    ['with a byte-order mark', `\uFEFF${flowers}`, {}],
    ['with CRLF', flowers.replaceAll('\n', '\r\n'), {}],
    ['with CR', flowers.replaceAll('\n', '\r'), {}],
    ['without a line end at the end', flowers.trimEnd(), {}],
    ['with empty lines', flowers.replaceAll('\n', '\n\n'), {}],
    ['with semicolons', flowers.replaceAll(',', ';'), {}],
    ['with tabs', flowers.replaceAll(',', '\t'), {}],
    ['with semicolons, told so', flowers.replaceAll(',', ';'), { delimiter: 'semicolon' as const }],
    ['with quotes', flowers.replace(/[^,\n]+/g, '"$&"'), {}],
    ['with blanks', flowers.replaceAll(',', ' , '), {}],
    ['without a header', flowers.slice(flowers.indexOf('\n') + 1), { header: false }],
    ['with blanks alone', flowers.replaceAll(',', '  '), {}],
    ['with blanks before and after', flowers.replaceAll(',', ' \t').replace(/^/gm, ' ').replaceAll('\n', ' \n'), {}],
    ['with the line that Excel reads first', `sep=;\r\n${flowers.replaceAll(',', ';')}`, {}],
    ['with that line in quotes', `\uFEFF"sep=\t"\n${flowers.replaceAll(',', '\t')}`, {}],
    ['with that line, although the spec says more', `sep=;\n${flowers}`, { delimiter: 'comma' as const }],
    [
      'with decimal commas',
      flowers.replaceAll(',', ';').replaceAll('.', ','),
      { decimal: 'comma' as const, delimiter: 'semicolon' as const },
    ],
    ['with the label column named', flowers, { labelColumn: 'species' }],
    ['with its place', flowers, { labelColumn: 2 }],
    ['with its place as text', flowers, { labelColumn: '2' }],
    ['with the features named', flowers, { featureColumns: ['sepal', 1] }],
  ])('%s', (_, text, fields) => {
    // A table without a header has no names for its features.
    const { featureNames, ...named } = load(text, fields);
    expect(featureNames).toEqual('header' in fields ? undefined : names);
    expect(named).toEqual(reference);
  });
});

it('takes columns in the order asked for, and leaves others out', () => {
  const set = load('id,a,b,c,class\nx,1,2,3,0\ny,4,5,6,1\n', { featureColumns: ['c', 'a'] });
  expect(set.train.values).toEqual(Float32Array.of(3, 1, 6, 4));
});

it('lets a name win over a place', () => {
  const set = load('2,1,0\n7,8,a\n9,10,b\n', { labelColumn: '0', featureColumns: ['1'] });
  expect(set.train.values).toEqual(Float32Array.of(8, 10));
});

it('sorts classes as numbers where all are numbers, and by code units otherwise', () => {
  const labels = (classes: string[]) => [...load(`x,y\n${classes.map((one) => `1,${one}\n`).join('')}`).train.labels];
  expect(labels(['10', '9', '-1', '9'])).toEqual([2, 1, 0, 1]);
  expect(labels(['b', 'B', 'a', '10', '9'])).toEqual([4, 2, 3, 0, 1]);
});

it('takes labels with decimal commas for numbers', () => {
  const set = load('x;y\n1,5;0,5\n2;0,50\n3;1\n', { decimal: 'comma' });
  expect(set.classNames).toEqual(['0,5', '1']);
  expect(set.train.values).toEqual(Float32Array.of(1.5, 2, 3));
});

it.each<[string, string, Partial<CsvSpec>]>([
  ['years and a name', '2019,2020,class\n1,2,a\n3,4,b\n', {}],
  ['the numbers that pandas gives', '0,1,2\n1,2,0\n3,4,1\n', {}],
  ['those beside an index', ',0,1,2\n7,1,2,0\n9,3,4,1\n', {}],
  ['numbers of which the spec calls one', '10,20\n1,2\n3,4\n', { labelColumn: '20' }],
])('takes %s for names', (_, text, fields) => {
  expect(faultOf(text, fields)).toBe('no fault');
});

it('warns of a column without a name that only counts the rows', () => {
  const indexed = ',a,y\n0,5,x\n1,6,x\n2,4,z\n';
  expect(load(indexed).notes).toMatchObject([
    { tone: 'warning', text: expect.stringContaining('the first column has no name and only counts the rows') },
  ]);
  expect(load(indexed.replace(/^/, 'Unnamed: 0')).notes).toHaveLength(1);
  expect(load(indexed, { featureColumns: ['a'] }).notes).toEqual([]);
  expect(load(indexed.replace(/^/, 'id')).notes).toEqual([]);
  expect(load(indexed.replace('2,4', '5,4')).notes).toEqual([]);
});

it('compares labels that are all numbers as numbers, however they are written', () => {
  const set = load('x,y\n1,1\n2,02\n3,1.0\n4,1e1\n', {}, 'x,y\n1,1.\n2,2\n3,10\n4,+1\n');
  expect(set.classNames).toEqual(['1', '02', '1e1']);
  expect([...set.train.labels, ...set.test.labels]).toEqual([0, 1, 0, 2, 0, 1, 2, 0]);
});

it('takes keys for text that are longer than the digits of a double', () => {
  const set = load('x,y\n1,90071992547409921\n2,90071992547409922\n');
  expect(set.classes).toBe(2);
});

it('finds the columns of the test file by name, and shares classes with it', () => {
  const set = load(flowers, {}, 'species,petal,sepal\nversicolor,3,4\n');
  expect(set.classes).toBe(3);
  expect([...set.train.labels]).toEqual([0, 2, 0]);
  expect([...set.test.labels]).toEqual([1]);
  expect(set.test.values).toEqual(Float32Array.of(4, 3));
});

it('holds out a share where there is no test file, by the seed', () => {
  const text = `x,y\n${Array.from({ length: 100 }, (_, index) => `${index},${index % 3}\n`).join('')}`;
  const cut = (seed: number) =>
    csvDataset(spec({ testFile: undefined, testShare: 0.25, seed }), { name: 'table.csv', text }, null);
  const set = cut(1);
  expect([set.train.count, set.test.count]).toEqual([75, 25]);
  const all = [...set.train.values, ...set.test.values].sort((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(set.test.values).toEqual(cut(1).test.values);
  expect(set.test.values).not.toEqual(cut(2).test.values);
});

it('reads back every table, however it is quoted', () => {
  const row = fc.record({
    values: fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 2 }),
    label: fc.constantFrom('red', 'a "quoted" one', 'two\nlines', 'with, comma', 'ünïcode'),
    quoted: fc.boolean(),
  });
  const table = fc.array(row, { minLength: 2, maxLength: 30 });
  fc.assert(
    fc.property(table, fc.constantFrom('\n', '\r\n'), (rows, end) => {
      fc.pre(new Set(rows.map(({ label }) => label)).size > 1);
      const field = (text: string, quoted: boolean) => (quoted ? `"${text.replaceAll('"', '""')}"` : text);
      const text = [
        'a,b,label',
        ...rows.map(({ values, label, quoted }) =>
          [
            ...values.map((value) => field(Object.is(value, -0) ? '-0' : String(value), quoted)),
            field(label, true),
          ].join(','),
        ),
      ].join(end);
      const { train } = load(text);
      expect([...train.values]).toEqual(rows.flatMap(({ values }) => values));
      const classes = [...new Set(rows.map(({ label }) => label))].sort();
      expect([...train.labels]).toEqual(rows.map(({ label }) => classes.indexOf(label)));
    }),
  );
});

it('gives a data set or a DataError for any text at all', () => {
  const text = fc.string({
    unit: fc.constantFrom('1', '2', ',', '"', '\n', '\r', ';', 'a', ' ', '\t', '-'),
    maxLength: 60,
  });
  fc.assert(
    fc.property(text, fc.boolean(), (any, header) => {
      try {
        const { train, exampleShape } = load(any, { header });
        expect(train.values.length).toBe(train.count * exampleShape[0]);
        expect(train.values.every(Number.isFinite)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
      }
    }),
    { numRuns: 2_000 },
  );
});
