import { DataError } from '../../errors.ts';
import { quote } from '../../describe-value.ts';
import type { ColumnReference } from './csv-columns.ts';
import { isDecimal } from './decimal.ts';

/** Names that pandas gives columns that have none are 0, 1, 2, …; two such names may as well be data. */
const COUNTING_NAMES_MIN = 3;

/** An index that pandas wrote, and one that it read and wrote again. */
const NAMELESS = /^(Unnamed: 0(\.\d+)?)?$/;

/**
 * Whether the first line of a table, which should name its columns, is an example in truth: each of its fields is a
 * number, or stands below in the same column, too. Columns may be called 2019 and 2020, so one other name clears it.
 */
export class HeaderDoubt {
  readonly #names: readonly string[];
  /** Names that are no numbers and that no row has shown as values, by place. */
  readonly #unseen: Map<number, string>;

  constructor(names: readonly string[]) {
    this.#names = names;
    const others = [...names.entries()].filter(([, name]) => name !== '' && !isNumber(name));
    this.#unseen = new Map(others);
  }

  /** Takes a row below the first. */
  add(fields: readonly string[]): void {
    for (const [place, name] of this.#unseen) if (fields[place]?.trim() === name) this.#unseen.delete(place);
  }

  /** What the rows so far say. */
  get isData(): boolean {
    const numbers = this.#names.filter(isNumber);
    return numbers.length > 0 && this.#unseen.size === 0 && !isCounting(numbers, this.#names);
  }

  /**
   * @param references Columns as the spec gives them: who calls one by its name knows that the names are names.
   * @throws DataError saying what to do if the first line is data.
   */
  requireNames(fileName: string, references: readonly ColumnReference[]): void {
    if (!this.isData || references.some((reference) => this.#names.includes(reference as string))) return;
    const example = quote(this.#names.find(isNumber) ?? '');
    throw new DataError(
      `${fileName}: expected the names of columns in the first line, received values such as ${example}, as in the lines ` +
        'below. If the table has no header, set header: false. If its columns are called so, give the label column by its ' +
        'name, in quotes: labelColumn: "name".',
    );
  }
}

/** True if a first column may be an index by its name: it has none. Null stands for a table without a header. */
export function isNamelessIndex(name: string | null): boolean {
  return name !== null && NAMELESS.test(name);
}

/** True if numbers count the rows, from 0 or 1. */
export function countsRows(rows: number, valueOf: (row: number) => number): boolean {
  if (rows < 2) return false;
  const first = valueOf(0);
  if (first !== 0 && first !== 1) return false;
  for (let row = 1; row < rows; row += 1) if (valueOf(row) !== first + row) return false;
  return true;
}

function isNumber(name: string): boolean {
  return isDecimal(name, 'point') || isDecimal(name, 'comma');
}

function isCounting(numbers: readonly string[], names: readonly string[]): boolean {
  const own = names.filter((name) => name !== '');
  return own.length >= COUNTING_NAMES_MIN && numbers.every((name, index) => name === String(index));
}
