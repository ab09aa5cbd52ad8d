/// <reference path="./papaparse.d.ts" />
import Papa from 'papaparse';
import { DataError } from '../../errors.ts';
import type { CsvSpec } from '../../spec/dataset/dataset.ts';
import { guessDelimiter } from './csv-delimiter.ts';

const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t' } as const;

const FAULTS: Readonly<Record<string, string>> = {
  MissingQuotes: 'a field that begins with a quote and never ends with one',
  InvalidQuotes: 'a quote inside a quoted field that is not doubled',
};

/** Longer fields are neither numbers nor names; most likely a quote is missing somewhere. */
const FIELD_LENGTH_MAX = 10_000;

/**
 * Walks the rows of a CSV text (RFC 4180: quoted fields may hold delimiters, doubled quotes and line breaks; lines end
 * with LF, CRLF or CR; a byte-order mark is skipped; empty lines are counted but are not rows).
 * @param onRow Receives a row's fields as written, and the line that the row begins on, from 1.
 * @throws DataError naming file and line if quotes do not match, and whatever `onRow` throws.
 */
export function eachCsvRow(
  text: string,
  fileName: string,
  delimiter: CsvSpec['delimiter'],
  onRow: (fields: readonly string[], line: number) => void,
): void {
  const table = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const hasQuotes = table.includes('"');
  let line = 1;
  Papa.parse(table, {
    delimiter: delimiter === 'auto' ? guessDelimiter(table) : DELIMITERS[delimiter],
    step: ({ data: fields, errors }) => {
      const fault = errors.find(({ code }) => code in FAULTS);
      if (fault !== undefined) {
        throw new DataError(`${fileName}, line ${line}: expected quotes in pairs, received ${FAULTS[fault.code]}.`);
      }
      if (fields.some((field) => field.length > FIELD_LENGTH_MAX)) {
        const expected = `fields of at most ${FIELD_LENGTH_MAX} characters`;
        throw new DataError(`${fileName}, line ${line}: expected ${expected}, received a longer one.`);
      }
      if (fields.length > 1 || fields[0].trim() !== '') onRow(fields, line);
      line += 1 + (hasQuotes ? lineBreaks(fields) : 0);
    },
  });
}

function lineBreaks(fields: readonly string[]): number {
  return fields.reduce((sum, field) => sum + (field.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}
