import { stripVTControlCharacters } from 'node:util';
import { colouredText } from './colors.ts';

export interface TextColumn {
  readonly label: string;
  readonly align?: 'start' | 'end';
}

/** Columns aligned with spaces; colours in cells do not count towards the width. */
export function textTable(columns: readonly TextColumn[], texts: readonly (readonly string[])[]): string {
  const rows = texts.map((row) => row.map((text) => text.replaceAll('\n', ' ')));
  const widths = columns.map(({ label }, c) => Math.max(width(label), ...rows.map((row) => width(row[c]))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => {
        const padding = ' '.repeat(widths[c] - width(cell));
        return columns[c].align === 'end' ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ label }) => label)), ...rows.map(line)].join('\n');
}

export function width(text: string): number {
  return [...stripVTControlCharacters(colouredText(text))].length;
}

/** Text of at most `length` characters; longer text ends in an ellipsis. */
export function shortened(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
