/// <reference path="./papaparse.d.ts" />
import Papa from 'papaparse';
import type { CsvSpec } from '../../spec/dataset/dataset.ts';

export type Delimiter = Exclude<CsvSpec['delimiter'], 'auto'>;

/** One row, as it is written. */
export interface SplitRow {
  readonly fields: readonly string[];
  /** Papa Parse's codes for quotes that do not match. */
  readonly faults: readonly string[];
}

export type RowSplitter = (text: string, onRow: (row: SplitRow) => void) => void;

/** Walks the rows of a text, empty ones among them. A row is never without fields. */
export const splitRows: Readonly<Record<Delimiter, RowSplitter>> = {
  comma: separatedBy(','),
  semicolon: separatedBy(';'),
  tab: separatedBy('\t'),
  whitespace: splitAtWhitespace,
};

function separatedBy(delimiter: string): RowSplitter {
  return (text, onRow) =>
    Papa.parse(text, {
      delimiter,
      step: ({ data, errors }) => onRow({ fields: data, faults: errors.map(({ code }) => code) }),
    });
}

/** Fields are separated by any number of blanks and tabs, which a quoted field may hold; rows are lines. */
function splitAtWhitespace(text: string, onRow: (row: SplitRow) => void): void {
  const lines = text.split(/\r\n|\n|\r/);
  // What follows the last line's end is no line.
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    const fields = line.match(/"(?:[^"]|"")*"|[^\s"]\S*|"\S*/g) ?? [''];
    const isOpen = fields.some((field) => field.startsWith('"') && !QUOTED.test(field));
    onRow({ fields: fields.map(unquoted), faults: isOpen ? ['MissingQuotes'] : [] });
  }
}

const QUOTED = /^"(?:[^"]|"")*"$/;

function unquoted(field: string): string {
  return QUOTED.test(field) ? field.slice(1, -1).replaceAll('""', '"') : field;
}
