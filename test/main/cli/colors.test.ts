import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { colorsOf, colouredText } from '#main/cli/colors.ts';
import { textTable } from '#main/cli/text-table.ts';

const hostile = '\u001b]0;owned\u0007\u001b[31mred\u001b[0m';
const shown = '\\u001b]0;owned\\u0007\\u001b[31mred\\u001b[0m';

it('the program’s own colours reach the terminal, and nothing that a text brings', () => {
  const { red, bold } = colorsOf(true);
  expect(colouredText(`${red(hostile)} ${bold('ours')}`)).toBe(`\u001b[31m${shown}\u001b[39m \u001b[1mours\u001b[22m`);
  expect(colouredText(colorsOf(false).red(hostile))).toBe(shown);
});

it('a table stays aligned, with one line for each row', () => {
  const { green } = colorsOf(true);
  const rows = [
    [hostile, '1'],
    [green('short'), '2'],
    ['two\nlines', '3'],
  ];
  const lines = stripVTControlCharacters(colouredText(textTable([{ label: 'Title' }, { label: 'Runs' }], rows))).split(
    '\n',
  );
  expect(lines).toHaveLength(4);
  const column = lines[0]!.indexOf('Runs');
  expect(lines.slice(1).map((line) => line[column])).toEqual(['1', '2', '3']);
});
