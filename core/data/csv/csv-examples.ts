import { DataError } from '../../errors.ts';
import { quote } from '../../describe-value.ts';
import type { CsvSpec } from '../../spec/dataset/dataset.ts';
import type { DataNote } from '../data-note.ts';
import { floatValues } from '../float-values.ts';
import { DATASET_VALUES_MAX } from '../limits.ts';
import { CsvColumns, type ColumnReference } from './csv-columns.ts';
import { countsRows, HeaderDoubt, isNamelessIndex } from './csv-header.ts';
import { eachCsvRow, openCsvTable, unevenRow } from './csv-rows.ts';
import { decimalValue, isDecimal, type DecimalMark } from './decimal.ts';

/** The examples of one CSV file. */
export interface CsvExamples {
  readonly count: number;
  /** Null for a file without a header. */
  readonly header: readonly string[] | null;
  /** A name that several columns have, which are then found by their index; null if there is none. */
  readonly repeatedName: string | null;
  /** What finds the label and the same features in another file. */
  readonly label: ColumnReference;
  readonly features: readonly ColumnReference[];
  /** [count, features], as written. */
  readonly values: Float32Array | Float64Array;
  /** [count], as written, without surrounding whitespace. */
  readonly labels: readonly string[];
  readonly notes: readonly DataNote[];
}

export interface CsvFile {
  readonly name: string;
  readonly text: string;
}

type TableSpec = Pick<CsvSpec, 'delimiter' | 'decimal' | 'header' | 'labelColumn' | 'featureColumns'>;

/**
 * @param checkHeader gets the names in the first line, or null for a file without a header, before anything is looked up
 * @throws DataError naming file, line and column for a missing column, a row of a different length, a feature that is
 * not a finite number, an empty label, and a header that is data in truth.
 */
export function readCsvExamples(
  file: CsvFile,
  spec: TableSpec,
  checkHeader: (names: readonly string[] | null) => void = () => undefined,
): CsvExamples {
  let reader: RowReader | null = null;
  eachCsvRow(openCsvTable(file.text, file.name, spec.delimiter), file.name, (fields, line) => {
    if (reader === null) {
      const names = spec.header ? fields.map((field) => field.trim()) : null;
      checkHeader(names);
      reader = new RowReader(new CsvColumns(file.name, fields.length, names), file.name, spec, names);
      if (spec.header) return;
    }
    reader.add(fields, line);
  });
  // TypeScript does not see the assignment inside the callback.
  const last = reader as RowReader | null;
  if (last === null) throw new DataError(`${file.name}: expected a table, received an empty file.`);
  return last.examples();
}

class RowReader {
  readonly #columns: CsvColumns;
  readonly #fileName: string;
  readonly #label: number;
  readonly #features: readonly number[];
  readonly #labels: string[] = [];
  readonly #decimal: DecimalMark;
  readonly #names: readonly string[] | null;
  readonly #doubt: HeaderDoubt | null;
  readonly #references: readonly ColumnReference[];
  #values: Float64Array;

  constructor(columns: CsvColumns, fileName: string, spec: TableSpec, names: readonly string[] | null) {
    this.#columns = columns;
    this.#decimal = spec.decimal ?? 'point';
    this.#names = names;
    this.#doubt = names === null ? null : new HeaderDoubt(names);
    this.#references = [spec.labelColumn, ...(spec.featureColumns ?? [])];
    this.#fileName = fileName;
    this.#label = columns.place(spec.labelColumn, 'labelColumn');
    const places = spec.featureColumns?.map((column, index) => columns.place(column, `featureColumns.${index}`));
    this.#features =
      places ?? Array.from({ length: columns.count }, (_, place) => place).filter((place) => place !== this.#label);
    if (this.#features.length === 0) {
      const received = `only ${columns.describe(this.#label)}. Is the delimiter right? If the first line does not belong to the table, delete it.`;
      throw new DataError(`${fileName}: expected features beside the label column, received ${received}`);
    }
    if (this.#features.includes(this.#label)) {
      const received = columns.describe(this.#label);
      throw new DataError(`${fileName}: expected features other than the label column, received ${received} as both.`);
    }
    this.#values = new Float64Array(this.#features.length * 64);
  }

  add(fields: readonly string[], line: number): void {
    if (fields.length !== this.#columns.count) {
      throw unevenRow(this.#fileName, line, this.#columns.count, fields.length);
    }
    this.#doubt?.add(fields);
    const at = this.#labels.length * this.#features.length;
    this.#reserve(at + this.#features.length);
    for (const [feature, place] of this.#features.entries()) {
      this.#values[at + feature] = this.#number(fields[place], line, place);
    }
    const label = fields[this.#label].trim();
    if (label === '') throw this.#fault(line, this.#label, 'a class', 'an empty field');
    this.#labels.push(label);
  }

  examples(): CsvExamples {
    const count = this.#labels.length;
    this.#doubt?.requireNames(this.#fileName, this.#references);
    return {
      count,
      header: this.#columns.names,
      repeatedName: this.#columns.repeatedName,
      label: this.#columns.reference(this.#label),
      features: this.#features.map((place) => this.#columns.reference(place)),
      values: floatValues(this.#values.slice(0, count * this.#features.length)),
      labels: this.#labels,
      notes: this.#indexNotes(count),
    };
  }

  #indexNotes(count: number): DataNote[] {
    const feature = this.#features.indexOf(0);
    const name = this.#names?.[0] ?? null;
    const valueOf = (row: number) => this.#values[row * this.#features.length + feature];
    if (feature === -1 || !isNamelessIndex(name) || !countsRows(count, valueOf)) return [];
    return [
      {
        tone: 'warning',
        text:
          `${this.#fileName}: the first column has no name and only counts the rows, as an index that pandas writes, and ` +
          'it is among the features. Where the rows are sorted, it gives the classes away: leave it out with ' +
          'featureColumns.',
      },
    ];
  }

  #number(field: string, line: number, place: number): number {
    const text = field.trim();
    if (isDecimal(text, this.#decimal)) return decimalValue(text, this.#decimal);
    if (text === '') throw this.#fault(line, place, 'a number', 'an empty field');
    const other = this.#decimal === 'point' ? 'comma' : 'point';
    const remedy = isDecimal(text, other) ? `. If that is a decimal ${other}, set decimal: ${other}` : '';
    throw this.#fault(line, place, 'a number', `${quote(text)}${remedy}`);
  }

  /** Doubles its capacity, so that a table of n rows is copied about once in total. */
  #reserve(length: number): void {
    if (length > DATASET_VALUES_MAX) {
      throw new DataError(`${this.#fileName}: expected at most ${DATASET_VALUES_MAX} numbers, received more.`);
    }
    if (length <= this.#values.length) return;
    const grown = new Float64Array(Math.min(DATASET_VALUES_MAX, Math.max(length, this.#values.length * 2)));
    grown.set(this.#values);
    this.#values = grown;
  }

  #fault(line: number, place: number, expected: string, received: string): DataError {
    const column = this.#columns.describe(place);
    return new DataError(`${this.#fileName}, line ${line}, ${column}: expected ${expected}, received ${received}.`);
  }
}
