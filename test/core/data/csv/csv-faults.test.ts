import { describe, expect, it } from 'vitest';
import { csvDataset } from '#core/data/csv/csv-dataset.ts';
import { DataError } from '#core/errors.ts';
import type { CsvSpec } from '#core/spec/dataset/dataset.ts';
import { faultOf, flowers, load, spec } from './csv-text.ts';

it('counts lines after the line that Excel reads first', () => {
  expect(faultOf('sep=;\na;y\n1;x\nb;z\n')).toContain('table.csv, line 4, column "a": expected a number');
  expect(faultOf('sep=|\na|y\n1|x\n')).toContain(
    'table.csv, line 1: expected a comma, a semicolon, a tab or a blank after sep=',
  );
});

it.each([
  ['numbers alone', '5.1,3.5,0\n4.9,3,1\n6,2,0\n'],
  ['numbers with decimal commas', '5,1;3,5;0\n4,9;3;1\n'],
  ['numbers and a class that comes again', '5.1,3.5,setosa\n4.9,3,virginica\n6,2,setosa\n'],
  ['numbers and empty fields', '1,,0\n2,3,1\n'],
])('refuses a first line that is data: %s', (_, text) => {
  const decimal = text.includes(';') ? 'comma' : 'point';
  expect(faultOf(text, { decimal })).toContain(
    'table.csv: expected the names of columns in the first line, received values such as',
  );
  expect(faultOf(text.replace(',,', ',0,'), { decimal, header: false })).toBe('no fault');
});

it('wants training examples, however many test examples there are', () => {
  expect(() => load('a,label\n', {}, 'a,label\n1,x\n2,y\n')).toThrow(
    new DataError('table.csv: expected at least 1 training example, received none.'),
  );
});

describe('says what is wrong, and where', () => {
  it.each<[string, string, Partial<CsvSpec>, string]>([
    [
      'a feature that is no number',
      'a,b,label\n1,2,x\n3,n/a,y\n',
      {},
      'table.csv, line 3, column "b": expected a number, received "n/a".',
    ],
    [
      'an empty feature',
      'a,label\n1,x\n,y\n',
      {},
      'table.csv, line 3, column "a": expected a number, received an empty field.',
    ],
    [
      'a number with a comma',
      'a;label\n3,14;x\n',
      { delimiter: 'semicolon' },
      'table.csv, line 2, column "a": expected a number, received "3,14". If that is a decimal comma, set decimal: comma.',
    ],
    ['a number beyond float32', 'a,label\n1e39,x\n', {}, 'line 2, column "a": expected a number, received "1e39".'],
    ['words for numbers', 'a,label\nInfinity,x\n', {}, 'expected a number, received "Infinity".'],
    ['a feature without a header', '1,x\nb,y\n', { header: false }, 'table.csv, line 2, column 0: expected a number'],
    [
      'an empty label',
      'a,label\n1,x\n2,\n',
      {},
      'table.csv, line 3, column "label": expected a class, received an empty field.',
    ],
    [
      'a short row',
      'a,b,label\n1,2,x\n3,4\n',
      {},
      'table.csv, line 3: expected 3 fields, as in the first row, received 2.',
    ],
    [
      'a long row',
      'a,label\n1,x\n2,y,z\n',
      {},
      'table.csv, line 3: expected 2 fields, as in the first row, received 3.',
    ],
    [
      'a first line about the file',
      '|1x3 Cross validator\n1,x\n2,y\n',
      {},
      'received only column "|1x3 Cross validator". Is the delimiter right? If the first line does not belong to the table, delete it.',
    ],
    [
      'the line after fields with line breaks and empty lines',
      'a,label\n\n1,"two\r\nlines"\n\n"x",y\n',
      {},
      'table.csv, line 6, column "a": expected a number, received "x".',
    ],
    [
      'a label column that is not there',
      flowers,
      { labelColumn: 'specie' },
      'table.csv: expected for labelColumn one of the columns "sepal", "petal", "species" or a place from 0 to 2, ' +
        'received "specie" (did you mean "species"?).',
    ],
    [
      'a place that is not there',
      '1,2\n3,4\n',
      { header: false, labelColumn: 2 },
      'expected for labelColumn a place from 0 to 1, since the file has no header, received "2".',
    ],
    [
      'a feature column that is not there',
      flowers,
      { featureColumns: ['sepal', 'pedal'] },
      'expected for featureColumns.1 one of',
    ],
    [
      'a name that two columns have',
      'a,a,label\n1,2,x\n',
      { labelColumn: 'a' },
      'expected for labelColumn one column named "a", received 2, at the places 0, 1.',
    ],
    ['the label among the features', flowers, { featureColumns: ['species'] }, 'received column "species" as both.'],
    [
      'one column alone',
      'label\nx\ny\n',
      {},
      'expected features beside the label column, received only column "label". Is the delimiter right?',
    ],
    [
      'one class alone',
      'a,label\n1,x\n2,x\n',
      {},
      'expected at least 2 classes in the label column, received "x" in every row.',
    ],
    ['a header alone', 'a,label\n', {}, 'expected at least 1 test example, received none.'],
    ['an empty file', '', {}, 'table.csv: expected a table, received an empty file.'],
    ['a quote that never ends', 'a,label\n1,"x\n2,y\n', {}, 'table.csv, line 2: expected quotes in pairs'],
  ])('%s', (_, text, fields, message) => {
    expect(faultOf(text, fields)).toContain(message);
  });

  it('a quantity in place of classes', () => {
    const text = `a,price\n${Array.from({ length: 2_000 }, (_, index) => `1,${index}.5\n`).join('')}`;
    expect(faultOf(text)).toContain('expected at most 1000 classes in the label column, received more ("0.5", …).');
  });

  it('columns that the test file lacks', () => {
    expect(faultOf(flowers, {}, 'sepal,species\n1,setosa\n')).toContain(
      'test.csv: expected for featureColumns.1 one of the columns "sepal", "species"',
    );
  });
});

describe('two columns of one name', () => {
  const twice = 'a,a,y\n-1,1,0\n1,-1,1\n-2,2,0\n2,-2,1\n';

  it('are two features, alone and with a test file', () => {
    const alone = csvDataset(spec({ testFile: undefined }), { name: 'table.csv', text: twice }, null);
    expect(alone.exampleShape).toEqual([2]);
    expect([...load(twice).test.values]).toEqual([-1, 1, 1, -1, -2, 2, 2, -2]);
  });

  it('must stand in the same order in the test file, which the message names', () => {
    expect(faultOf(twice, { labelColumn: 'y' }, 'y,a,a\n0,1,2\n1,2,3\n')).toBe(
      'test.csv: expected for testFile the columns of the training file in their order, because two of them are named "a", received "y", "a", "a".',
    );
  });

  it('cannot be named by a spec, whose own field the message names', () => {
    expect(faultOf(twice, { featureColumns: ['a'] })).toBe(
      'table.csv: expected for featureColumns.0 one column named "a", received 2, at the places 0, 1.',
    );
  });
});
