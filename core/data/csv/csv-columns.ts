import { DataError } from '../../errors.ts';
import { quote } from '../../describe-value.ts';
import { didYouMean } from '../../spec/parse/did-you-mean.ts';

/** A column by its name or its index: the index counts from 0, and −1 is the last. */
export type ColumnReference = string | number;

const LISTED_MAX = 12;

/** The columns of one file: their indices, and their names if the first line has them. */
export class CsvColumns {
  readonly count: number;
  readonly #names: readonly string[] | null;
  readonly #fileName: string;

  /** @param names null for a file without a header. */
  constructor(fileName: string, count: number, names: readonly string[] | null) {
    this.#fileName = fileName;
    this.count = count;
    this.#names = names;
  }

  /** As messages name it: its name in quotes, or its index. */
  describe(place: number): string {
    const name = this.#names?.[place] ?? '';
    return name === '' ? `column ${place}` : `column ${quote(name)}`;
  }

  /** What finds the same column in another file: its name, or its index where it has none of its own. */
  reference(place: number): ColumnReference {
    const name = this.#names?.[place] ?? '';
    return name === '' || this.#isRepeated(name) ? place : name;
  }

  /** A name that several columns have; null if there is none. */
  get repeatedName(): string | null {
    return this.#names?.find((name) => name !== '' && this.#isRepeated(name)) ?? null;
  }

  get names(): readonly string[] | null {
    return this.#names;
  }

  #isRepeated(name: string): boolean {
    return (this.#names ?? []).filter((other) => other === name).length > 1;
  }

  /**
   * Finds a column's index. A name wins over an index, so that columns may be called 2019 and 2020.
   * @param field The spec's field, for the message.
   * @throws DataError with the columns that exist.
   */
  place(reference: ColumnReference, field: string): number {
    const name = String(reference).trim();
    const named = (this.#names ?? []).flatMap((candidate, place) => (candidate === name ? place : []));
    if (named.length === 1) return named[0];
    if (named.length > 1) {
      throw this.#fault(field, `one column named ${quote(name)}`, `${named.length}, at the places ${named.join(', ')}`);
    }
    const place = /^-?\d+$/.test(name) ? Number(name) : NaN;
    if (place === -1) return this.count - 1;
    if (place >= 0 && place < this.count) return place;
    const meant = didYouMean(name, this.#names ?? []);
    const received = `${quote(name)}${meant === undefined ? '' : ` (did you mean ${quote(meant)}?)`}`;
    throw this.#fault(field, this.#choices(), received);
  }

  #choices(): string {
    const places = `a place from 0 to ${this.count - 1}`;
    if (this.#names === null) return `${places}, since the file has no header`;
    const shown = this.#names.slice(0, LISTED_MAX).map(quote).join(', ');
    return `one of the columns ${shown}${this.count > LISTED_MAX ? `, … (${this.count} in all)` : ''} or ${places}`;
  }

  #fault(field: string, expected: string, received: string): DataError {
    return new DataError(`${this.#fileName}: expected for ${field} ${expected}, received ${received}.`);
  }
}
