import { expect, it } from 'vitest';
import { guessDelimiter } from '#core/data/csv/csv-delimiter.ts';

it.each([
  ['commas', 'x,y\n1,0\n', 'comma'],
  ['tabs in a table of two columns', 'x\ty\n1\t0\n2\t1\n', 'tab'],
  ['semicolons between numbers with commas', '3,14;2,72;a\n1,41;1,73;b\n', 'semicolon'],
  ['semicolons where names have commas', 'height, cm;class\n180;a\n', 'semicolon'],
  ['blanks', '5.1 3.5  a\n 4.9\t3 b\n', 'whitespace'],
  ['blanks between numbers with commas', 'x y c\n1,5 2,5 0\n3 4,25 1\n', 'whitespace'],
  ['commas where texts have blanks', 'x,y\n1,New York\n2,New Delhi\n', 'comma'],
  ['commas where each is followed by a blank', '1, 2, a\n3, 4, b\n', 'comma'],
  ['commas where there are only words', 'one word\ntwo more words\n', 'comma'],
  ['commas where texts have semicolons in quotes', 'x,y\n1,"a;b"\n2,"c"\n', 'comma'],
  ['commas where some texts have tabs', 'x,y\n1,a\tb\n2,c\n', 'comma'],
  ['most columns where rows are uneven', 'a,b,c\n1,2\n', 'comma'],
  ['a comma where there is one column', 'x\n1\n', 'comma'],
  ['a comma where there is nothing', '', 'comma'],
])('finds %s', (_, text, delimiter) => {
  expect(guessDelimiter(text)).toBe(delimiter);
});

it('looks at the beginning of a long table alone, and not at the row that it cuts', () => {
  expect(guessDelimiter(`a;b;c\n${'1;2;3\n'.repeat(50_000)}`)).toBe('semicolon');
});
