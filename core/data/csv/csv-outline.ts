import { DataError } from '../../errors.ts';
import type { CsvSpec } from '../../spec/dataset/dataset.ts';
import { CLASSES_MAX } from '../limits.ts';
import { mergedValues, type MergedValues } from '../precision-notes.ts';
import { guessDelimiter } from './csv-delimiter.ts';
import { isDecimal, type CsvFile } from './csv-examples.ts';
import { eachCsvRow } from './csv-rows.ts';

/** What a table holds, before it is known which of its columns is the label. */
export interface CsvOutline {
  readonly delimiter: Exclude<CsvSpec['delimiter'], 'auto'>;
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
  readonly type: 'integer' | 'number' | 'text' | 'empty';
  readonly emptyFields: number;
  /** The number of distinct values; null if there are too many for classes. */
  readonly distinct: number | null;
  /** The first distinct values, as written, and shortened if they are long. */
  readonly samples: string[];
  /** Numbers that float32 does not tell apart; absent where it does, or where there are too many to look at. */
  readonly merged?: MergedValues;
}

const SAMPLES_MAX = 4;
const SAMPLE_LENGTH_MAX = 40;

/** Distinct values are tracked for this many columns; in a wider table, the others are unlikely to hold the classes. */
const COUNTED_COLUMNS_MAX = 1_000;

/**
 * The columns of a table and what their fields look like. Reads every row, so that a column reported as numbers holds
 * nothing else.
 * @throws DataError naming file and line for an empty file, unpaired quotes and rows of different lengths.
 */
export function outlineCsv(file: CsvFile, { delimiter, header }: Pick<CsvSpec, 'delimiter' | 'header'>): CsvOutline {
  let names: readonly string[] | null = null;
  let columns: ColumnTally[] | null = null;
  let rows = 0;
  eachCsvRow(file.text, file.name, delimiter, (fields, line) => {
    if (columns === null) {
      columns = fields.map((_, place) => new ColumnTally(place < COUNTED_COLUMNS_MAX));
      if (header) {
        names = fields.map((field) => field.trim());
        return;
      }
    }
    if (fields.length !== columns.length) {
      const expected = `${columns.length} fields, as in the first row`;
      throw new DataError(`${file.name}, line ${line}: expected ${expected}, received ${fields.length}.`);
    }
    for (const [place, field] of fields.entries()) columns[place].add(field.trim());
    rows += 1;
  });
  // TypeScript does not see the assignments inside the callback.
  const tallies = columns as ColumnTally[] | null;
  const headerNames = names as readonly string[] | null;
  if (tallies === null) throw new DataError(`${file.name}: expected a table, received an empty file.`);
  return {
    delimiter: delimiter === 'auto' ? delimiterName(guessDelimiter(file.text)) : delimiter,
    rows,
    columns: tallies.map((tally, place) => ({ place, name: headerNames?.[place] || null, ...tally.outline() })),
  };
}

class ColumnTally {
  readonly #samples = new Set<string>();
  /** The first distinct values. */
  readonly #first = new Set<string>();
  readonly #counted: boolean;
  #distinct: Set<string> | null;
  #emptyFields = 0;
  #type: 'integer' | 'number' | 'text' | 'empty' = 'empty';

  constructor(counted: boolean) {
    this.#counted = counted;
    this.#distinct = counted ? new Set() : null;
  }

  add(text: string): void {
    if (text === '') {
      this.#emptyFields += 1;
      return;
    }
    if (this.#type !== 'text') this.#type = wider(this.#type, typeOf(text));
    if (this.#samples.size < SAMPLES_MAX) this.#samples.add(shortened(text));
    this.#distinct?.add(text);
    if (this.#counted && this.#first.size <= CLASSES_MAX) this.#first.add(text);
    if (this.#distinct !== null && this.#distinct.size > CLASSES_MAX) this.#distinct = null;
  }

  outline(): Omit<CsvColumnOutline, 'place' | 'name'> {
    const merged = this.#merged();
    return {
      type: this.#type,
      emptyFields: this.#emptyFields,
      distinct: this.#distinct?.size ?? null,
      samples: [...this.#samples],
      ...(merged === null ? {} : { merged }),
    };
  }

  /** Of the first values, where there are many: a column of time stamps shows early what it is. */
  #merged(): MergedValues | null {
    const isNumber = this.#type === 'integer' || this.#type === 'number';
    return isNumber ? mergedValues(Float64Array.from(this.#first, Number)) : null;
  }
}

function typeOf(text: string): 'integer' | 'number' | 'text' {
  if (!isDecimal(text)) return 'text';
  return /^[+-]?\d+$/.test(text) ? 'integer' : 'number';
}

function wider(known: 'integer' | 'number' | 'empty', next: 'integer' | 'number' | 'text') {
  return known === 'number' && next === 'integer' ? 'number' : next;
}

function shortened(text: string): string {
  const characters = [...text.slice(0, 2 * SAMPLE_LENGTH_MAX)];
  return characters.length <= SAMPLE_LENGTH_MAX ? text : `${characters.slice(0, SAMPLE_LENGTH_MAX - 1).join('')}…`;
}

function delimiterName(delimiter: string): CsvOutline['delimiter'] {
  return delimiter === '\t' ? 'tab' : delimiter === ';' ? 'semicolon' : 'comma';
}
