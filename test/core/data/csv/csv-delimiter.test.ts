import { expect, it } from 'vitest';
import { guessDelimiter } from '#core/data/csv/csv-delimiter.ts';

it.each([
  ['commas', 'x,y\n1,0\n', ','],
  ['tabs in a table of two columns', 'x\ty\n1\t0\n2\t1\n', '\t'],
  ['semicolons between numbers with commas', '3,14;2,72;a\n1,41;1,73;b\n', ';'],
  ['semicolons where names have commas', 'height, cm;class\n180;a\n', ';'],
  ['commas where texts have semicolons in quotes', 'x,y\n1,"a;b"\n2,"c"\n', ','],
  ['commas where some texts have tabs', 'x,y\n1,a\tb\n2,c\n', ','],
  ['most columns where rows are uneven', 'a,b,c\n1,2\n', ','],
  ['a comma where there is one column', 'x\n1\n', ','],
  ['a comma where there is nothing', '', ','],
])('finds %s', (_, text, delimiter) => {
  expect(guessDelimiter(text)).toBe(delimiter);
});

it('looks at the beginning of a long table alone, and not at the row that it cuts', () => {
  expect(guessDelimiter(`a;b;c\n${'1;2;3\n'.repeat(50_000)}`)).toBe(';');
});
