import { describe, expect, it } from 'vitest';
import { outlineCsv } from '#core/data/csv/csv-outline.ts';

const outline = (text: string, options: { decimal?: 'point' | 'comma'; header?: boolean } = {}) =>
  outlineCsv({ name: 'table.csv', text }, { delimiter: 'auto', header: true, ...options });

describe('detects how a table is written', () => {
  it.each([
    ['decimal points', 'x,y\n1.5,a\n2,b\n', 'comma', 'point', ['number', 'text']],
    ['decimal commas', 'x;y\n1,5;a\n2;b\n', 'semicolon', 'comma', ['number', 'text']],
    ['blanks and decimal commas', 'x z y\n1,5 3 0\n2 4,5 1\n', 'whitespace', 'comma', ['number', 'number', 'integer']],
    ['whole numbers alone', 'x;y\n1;0\n', 'semicolon', 'point', ['integer', 'integer']],
    [
      'the line that Excel reads first',
      'sep=;\r\na;b;y\r\n1;2;0\r\n',
      'semicolon',
      'point',
      ['integer', 'integer', 'integer'],
    ],
  ])('%s', (_, text, delimiter, decimal, types) => {
    const found = outline(text);
    expect(found).toMatchObject({ delimiter, decimal });
    expect(found.columns.map(({ type }) => type)).toEqual(types);
  });
});

it('reads numbers as the request says', () => {
  expect(outline('x;y\n1,5;a\n2;b\n', { decimal: 'point' }).columns[0].type).toBe('text');
});

it('sees that a first line is data', () => {
  expect(outline('5.1,3.5,setosa\n4.9,3,virginica\n6,2,setosa\n').hasNumericNames).toBe(true);
  expect(outline('5.1,3.5,setosa\n6,2,setosa\n', { header: false }).hasNumericNames).toBe(false);
  expect(outline('2019,2020,class\n1,2,a\n').hasNumericNames).toBe(false);
});

it('sees a column without a name that only counts the rows', () => {
  expect(outline(',a\n1,5\n2,6\n').indexColumn).toBe(0);
  expect(outline(',a\n1,5\n3,6\n').indexColumn).toBeNull();
  expect(outline('1,5\n2,6\n', { header: false }).indexColumn).toBeNull();
});
