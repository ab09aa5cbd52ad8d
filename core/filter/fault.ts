import { EOF, type IToken } from 'chevrotain';
import { FilterError, type FilterFault } from '../errors.ts';
import { quote } from '../describe-value.ts';

/** Creates the errors of one filter's text, with their positions. */
export class FaultMaker {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Something else was expected instead of the token. */
  at(token: IToken, expected: string, meant?: string): FilterError {
    if (token.tokenType === EOF)
      return this.#at(this.#text.trimEnd().length, this.#text.trimEnd().length, expected, END);
    const from = token.startOffset;
    // Half of a surrogate pair stands for the whole character.
    const image = token.image.length === 1 ? String.fromCodePoint(this.#text.codePointAt(from) ?? 0) : token.image;
    return this.#at(from, from + image.length, expected, quote(image), meant);
  }

  /** Something is missing directly after the token. */
  behind(token: IToken, expected: string): FilterError {
    const end = token.startOffset + token.image.length;
    const next = /^\s*(\S+)/.exec(this.#text.slice(end));
    return this.#at(end, end, expected, next === null ? END : quote(next[1]));
  }

  tooLong(limit: number): FilterError {
    const length = this.#text.length;
    return this.#at(limit, length, `at most ${limit} characters`, `${length} characters`);
  }

  #at(from: number, to: number, expected: string, received: string, meant?: string): FilterError {
    const column = [...this.#text.slice(0, from)].length + 1;
    const fault: FilterFault = { column, from, to, expected, received };
    return new FilterError(meant === undefined ? fault : { ...fault, meant });
  }
}

const END = 'the end of the filter';
