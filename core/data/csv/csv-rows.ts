import { quote } from '../../describe-value.ts';
import { DataError } from '../../errors.ts';
import type { CsvSpec } from '../../spec/dataset/dataset.ts';
import { guessDelimiter } from './csv-delimiter.ts';
import { splitRows, type Delimiter } from './split-rows.ts';

const FAULTS: Readonly<Record<string, string>> = {
  MissingQuotes: 'a field that begins with a quote and never ends with one',
  InvalidQuotes: 'a quote inside a quoted field that is not doubled',
};

/** Longer fields are neither numbers nor names; most likely a quote is missing somewhere. */
const FIELD_LENGTH_MAX = 10_000;

/** What Excel reads and writes before a table: `sep=;`. */
const SEPARATOR_LINE = /^"?sep=(.)"?[;,\t ]*(?:\r\n|\n|\r|$)/i;

const NAMED: Readonly<Record<string, Delimiter>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', ' ': 'whitespace' };

/** A table's text as its rows begin. */
export interface CsvTable {
  readonly text: string;
  /** The line of the file that it begins on, from 1. */
  readonly firstLine: number;
  readonly delimiter: Delimiter;
}

/**
 * Finds out how a table is separated, and where it begins: after a byte-order mark, and after Excel's line `sep=;`, which
 * names the separator unless the spec does.
 * @throws DataError for a separator that is not read.
 */
export function openCsvTable(fileText: string, fileName: string, delimiter: CsvSpec['delimiter']): CsvTable {
  const whole = fileText.startsWith('\uFEFF') ? fileText.slice(1) : fileText;
  const named = SEPARATOR_LINE.exec(whole);
  const text = named === null ? whole : whole.slice(named[0].length);
  const firstLine = named === null ? 1 : 2;
  if (delimiter !== 'auto') return { text, firstLine, delimiter };
  if (named === null) return { text, firstLine, delimiter: guessDelimiter(text) };
  const found = Object.hasOwn(NAMED, named[1]) ? NAMED[named[1]] : undefined;
  if (found !== undefined) return { text, firstLine, delimiter: found };
  const expected = 'a comma, a semicolon, a tab or a blank after sep=';
  throw new DataError(
    `${fileName}, line 1: expected ${expected}, received ${quote(named[1])}. Save it with one of these.`,
  );
}

/**
 * Walks the rows of a CSV text (RFC 4180: quoted fields may hold delimiters, doubled quotes and line breaks; lines end
 * with LF, CRLF or CR; empty lines are counted but are not rows).
 * @param onRow Receives a row's fields as written, and the line that the row begins on, from 1.
 * @throws DataError naming file and line if quotes do not match, and whatever `onRow` throws.
 */
export function eachCsvRow(
  { text, firstLine, delimiter }: CsvTable,
  fileName: string,
  onRow: (fields: readonly string[], line: number) => void,
): void {
  const hasQuotes = text.includes('"');
  let line = firstLine;
  splitRows[delimiter](text, ({ fields, faults }) => {
    const fault = faults.find((code) => code in FAULTS);
    if (fault !== undefined) {
      throw new DataError(`${fileName}, line ${line}: expected quotes in pairs, received ${FAULTS[fault]}.`);
    }
    if (fields.some((field) => field.length > FIELD_LENGTH_MAX)) {
      const expected = `fields of at most ${FIELD_LENGTH_MAX} characters`;
      throw new DataError(`${fileName}, line ${line}: expected ${expected}, received a longer one.`);
    }
    if (fields.length > 1 || fields[0].trim() !== '') onRow(fields, line);
    line += 1 + (hasQuotes ? lineBreaks(fields) : 0);
  });
}

function lineBreaks(fields: readonly string[]): number {
  return fields.reduce((sum, field) => sum + (field.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

/** A row that is not as long as the first. */
export function unevenRow(fileName: string, line: number, expected: number, received: number): DataError {
  const fields = expected === 1 ? '1 field' : `${expected} fields`;
  // Some files begin with a line about themselves, such as "|1x3 Cross validator".
  const remedy = expected === 1 && received > 1 ? ' If the first line does not belong to the table, delete it.' : '';
  return new DataError(
    `${fileName}, line ${line}: expected ${fields}, as in the first row, received ${received}.${remedy}`,
  );
}
