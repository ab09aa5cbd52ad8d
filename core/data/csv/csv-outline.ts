import { DataError } from '../../errors.ts';
import type { CsvSpec } from '../../spec/dataset/dataset.ts';
import { CLASSES_MAX } from '../limits.ts';
import { mergedValues, type MergedValues } from '../precision-notes.ts';
import type { CsvFile } from './csv-examples.ts';
import { HeaderDoubt, isNamelessIndex } from './csv-header.ts';
import { eachCsvRow, openCsvTable, unevenRow } from './csv-rows.ts';
import { decimalValue, isDecimal, type DecimalMark } from './decimal.ts';

/** What a table holds, before it is known which of its columns is the label. */
export interface CsvOutline {
  readonly delimiter: Exclude<CsvSpec['delimiter'], 'auto'>;
  /** As the request says; otherwise, how its numbers seem to be written. */
  readonly decimal: DecimalMark;
  /** Whether the first line seems to be data rather than names. */
  readonly hasNumericNames: boolean;
  /** A first column without a name that only counts the rows, such as an index that pandas writes; null if there is none. */
  readonly indexColumn: number | null;
  /** Not counting the header. */
  readonly rows: number;
  readonly columns: CsvColumnOutline[];
}

export interface CsvColumnOutline {
  /** From 0. */
  readonly place: number;
  /** From the header; null if there is none or it is empty. */
  readonly name: string | null;
  /** What all non-empty fields are; `empty` if there are none. Only numbers can be features. */
  readonly type: FieldType;
  readonly emptyFields: number;
  /** The number of distinct values; null if there are too many for classes. */
  readonly distinct: number | null;
  /** The first distinct values, as written, and shortened if they are long. */
  readonly samples: string[];
  /** Numbers that float32 does not tell apart; absent where it does, or where there are too many to look at. */
  readonly merged?: MergedValues;
}

type FieldType = 'integer' | 'number' | 'text' | 'empty';

const SAMPLES_MAX = 4;
const SAMPLE_LENGTH_MAX = 40;

/** Distinct values are tracked for this many columns; in a wider table, the others are unlikely to hold the classes. */
const COUNTED_COLUMNS_MAX = 1_000;

/**
 * The columns of a table and what their fields look like. Reads every row, so that a column reported as numbers holds
 * nothing else.
 * @throws DataError naming file and line for an empty file, unpaired quotes and rows of different lengths.
 */
export function outlineCsv(
  file: CsvFile,
  { delimiter, decimal, header }: Pick<CsvSpec, 'delimiter' | 'decimal' | 'header'>,
): CsvOutline {
  const table = openCsvTable(file.text, file.name, delimiter);
  let names: readonly string[] | null = null;
  let doubt: HeaderDoubt | null = null;
  let columns: ColumnTally[] | null = null;
  let rows = 0;
  eachCsvRow(table, file.name, (fields, line) => {
    if (columns === null) {
      columns = fields.map((_, place) => new ColumnTally(place < COUNTED_COLUMNS_MAX));
      if (header) {
        names = fields.map((field) => field.trim());
        doubt = new HeaderDoubt(names);
        return;
      }
    }
    if (fields.length !== columns.length) throw unevenRow(file.name, line, columns.length, fields.length);
    doubt?.add(fields);
    for (const [place, field] of fields.entries()) columns[place].add(field.trim());
    rows += 1;
  });
  // TypeScript does not see the assignments inside the callback.
  const tallies = columns as ColumnTally[] | null;
  const headerNames = names as readonly string[] | null;
  const headerDoubt = doubt as HeaderDoubt | null;
  if (tallies === null) throw new DataError(`${file.name}: expected a table, received an empty file.`);
  const mark = decimal ?? seemingMark(tallies);
  const [first] = tallies;
  const countsRows = first.countsFrom !== null && rows >= 2;
  return {
    delimiter: table.delimiter,
    decimal: mark,
    hasNumericNames: headerDoubt?.isData ?? false,
    indexColumn: countsRows && isNamelessIndex(headerNames?.[0] ?? null) ? 0 : null,
    rows,
    columns: tallies.map((tally, place) => ({ place, name: headerNames?.[place] || null, ...tally.outline(mark) })),
  };
}

/** Commas, if a column has numbers with decimal commas alone and no column has decimal points. */
function seemingMark(tallies: readonly ColumnTally[]): DecimalMark {
  const areNumbers = (mark: DecimalMark) => tallies.filter((tally) => tally.outline(mark).type === 'number').length;
  return areNumbers('comma') > areNumbers('point') ? 'comma' : 'point';
}

class ColumnTally {
  readonly #samples = new Set<string>();
  /** The first distinct values. */
  readonly #first = new Set<string>();
  readonly #counted: boolean;
  #distinct: Set<string> | null;
  #emptyFields = 0;
  readonly #types: Record<DecimalMark, FieldType> = { point: 'empty', comma: 'empty' };
  #fields = 0;
  #countsFrom: number | null = null;

  constructor(counted: boolean) {
    this.#counted = counted;
    this.#distinct = counted ? new Set() : null;
  }

  add(text: string): void {
    this.#count(text);
    if (text === '') {
      this.#emptyFields += 1;
      return;
    }
    for (const mark of ['point', 'comma'] as const) {
      if (this.#types[mark] !== 'text') this.#types[mark] = wider(this.#types[mark], typeOf(text, mark));
    }
    if (this.#samples.size < SAMPLES_MAX) this.#samples.add(shortened(text));
    this.#distinct?.add(text);
    if (this.#counted && this.#first.size <= CLASSES_MAX) this.#first.add(text);
    if (this.#distinct !== null && this.#distinct.size > CLASSES_MAX) this.#distinct = null;
  }

  #count(text: string): void {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (this.#fields === 0) this.#countsFrom = value === 0 || value === 1 ? value : null;
    else if (this.#countsFrom !== null && value !== this.#countsFrom + this.#fields) this.#countsFrom = null;
    this.#fields += 1;
  }

  /** The first number of a column whose fields count the rows, 0 or 1; null if they do not. */
  get countsFrom(): number | null {
    return this.#countsFrom;
  }

  outline(mark: DecimalMark): Omit<CsvColumnOutline, 'place' | 'name'> {
    const merged = this.#merged(mark);
    return {
      type: this.#types[mark],
      emptyFields: this.#emptyFields,
      distinct: this.#distinct?.size ?? null,
      samples: [...this.#samples],
      ...(merged === null ? {} : { merged }),
    };
  }

  /** Of the first values, where there are many: a column of time stamps shows early what it is. */
  #merged(mark: DecimalMark): MergedValues | null {
    const isNumber = this.#types[mark] === 'integer' || this.#types[mark] === 'number';
    return isNumber ? mergedValues(Float64Array.from(this.#first, (text) => decimalValue(text, mark))) : null;
  }
}

function typeOf(text: string, mark: DecimalMark): 'integer' | 'number' | 'text' {
  if (!isDecimal(text, mark)) return 'text';
  return /^[+-]?\d+$/.test(text) ? 'integer' : 'number';
}

function wider(known: FieldType, next: 'integer' | 'number' | 'text'): FieldType {
  return known === 'text' || (known === 'number' && next === 'integer') ? known : next;
}

function shortened(text: string): string {
  const characters = [...text.slice(0, 2 * SAMPLE_LENGTH_MAX)];
  return characters.length <= SAMPLE_LENGTH_MAX ? text : `${characters.slice(0, SAMPLE_LENGTH_MAX - 1).join('')}…`;
}
