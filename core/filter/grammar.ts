import { createTokenInstance, EmbeddedActionsParser, EOF, type IToken, type TokenType } from 'chevrotain';
import { assert } from '../assert.ts';
import { FILTER_DEPTH_MAX } from './filter.ts';
import {
  And,
  Comma,
  Comparison,
  Contains,
  Duration,
  Exists,
  False,
  In,
  Is,
  LeftParenthesis,
  Missing,
  Moment,
  Not,
  Num,
  Or,
  parserTokens,
  RightParenthesis,
  Text,
  True,
  vocabulary,
  Word,
} from './tokens.ts';

/**
 * The grammar of filters in Chevrotain, one method per rule:
 *
 *     filter     = all ("or" all)*
 *     all        = operand ("and" operand)*
 *     operand    = "not" operand | "(" filter ")" | condition
 *     condition  = field (comparison value | "~" value | "not"? "in" "(" value ("," value)* ")" | "is" "missing" | "exists")?
 *     value      = text | number | duration | moment | "true" | "false" | word
 *
 * It builds a tree of tokens and knows no fields. One token of lookahead decides every branch, so the first token that
 * does not fit is the wrong one.
 */
export type Syntax =
  | { readonly kind: 'any' | 'all'; readonly of: readonly Syntax[] }
  | { readonly kind: 'not'; readonly of: Syntax }
  | ConditionSyntax;

/** `operator` is the comparison, `~`, `not`, `in`, `is` or `exists`; null for a field on its own. */
export interface ConditionSyntax {
  readonly kind: 'condition';
  readonly field: IToken;
  readonly operator: IToken | null;
  readonly values: readonly IToken[];
}

/** From this token on, parentheses or `not` are nested deeper than FILTER_DEPTH_MAX. */
export class TooDeep extends Error {
  readonly token: IToken;

  constructor(token: IToken) {
    super('The filter is nested too deeply.');
    this.token = token;
  }
}

class FilterParser extends EmbeddedActionsParser {
  /** The fields of all conditions so far, including an incomplete one. */
  fields: IToken[] = [];
  #depth = 0;

  constructor() {
    super(parserTokens, { maxLookahead: 1, recoveryEnabled: false });
    this.performSelfAnalysis();
  }

  parse(tokens: IToken[]): Syntax | undefined {
    this.fields = [];
    this.#depth = 0;
    this.input = tokens;
    return this.filter();
  }

  readonly filter = this.RULE('filter', (): Syntax => {
    const of: Syntax[] = [this.SUBRULE(this.all)];
    this.MANY(() => {
      this.CONSUME(Or);
      of.push(this.SUBRULE2(this.all));
    });
    return of.length === 1 ? of[0] : { kind: 'any', of };
  });

  readonly all = this.RULE('all', (): Syntax => {
    const of: Syntax[] = [this.SUBRULE(this.operand)];
    this.MANY(() => {
      this.CONSUME(And);
      of.push(this.SUBRULE2(this.operand));
    });
    return of.length === 1 ? of[0] : { kind: 'all', of };
  });

  readonly operand = this.RULE('operand', (): Syntax =>
    this.OR([
      {
        ALT: () => {
          this.#enter(this.CONSUME(Not));
          const of = this.SUBRULE(this.operand);
          this.#depth -= 1;
          const negated: Syntax = { kind: 'not', of };
          return negated;
        },
      },
      {
        ALT: () => {
          this.#enter(this.CONSUME(LeftParenthesis));
          const inside = this.SUBRULE(this.filter);
          this.CONSUME(RightParenthesis);
          this.#depth -= 1;
          return inside;
        },
      },
      { ALT: () => this.SUBRULE(this.condition) },
    ]),
  );

  readonly condition = this.RULE('condition', (): Syntax => {
    const field = this.CONSUME(Word);
    this.fields.push(field);
    const values: IToken[] = [];
    let operator: IToken | null = null;
    this.OPTION(() => {
      this.OR([
        {
          ALT: () => {
            operator = this.OR1([{ ALT: () => this.CONSUME(Comparison) }, { ALT: () => this.CONSUME(Contains) }]);
            values.push(this.SUBRULE(this.value));
          },
        },
        {
          ALT: () => {
            let not: IToken | null = null;
            this.OPTION1(() => (not = this.CONSUME(Not)));
            operator = this.CONSUME(In);
            operator = not ?? operator;
            this.CONSUME(LeftParenthesis);
            this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => values.push(this.SUBRULE2(this.value)) });
            this.CONSUME(RightParenthesis);
          },
        },
        {
          ALT: () => {
            operator = this.CONSUME(Is);
            this.CONSUME(Missing);
          },
        },
        { ALT: () => (operator = this.CONSUME(Exists)) },
      ]);
    });
    return { kind: 'condition', field, operator, values };
  });

  readonly value = this.RULE('value', (): IToken =>
    this.OR(
      [Text, Num, Duration, Moment, True, False, Word].map((type, index) => ({
        ALT: () => this.consume(index, type),
      })),
    ),
  );

  #enter(token: IToken): void {
    this.#depth += 1;
    if (this.#depth > FILTER_DEPTH_MAX) throw new TooDeep(token);
  }
}

const parser = new FilterParser();

export type Parsed =
  | { readonly kind: 'whole'; readonly syntax: Syntax }
  /** The first token that does not fit, an EOF token if the filter is incomplete; and the fields before it. */
  | { readonly kind: 'fault'; readonly token: IToken; readonly fields: readonly IToken[] };

/** @throws TooDeep */
export function parseTokens(tokens: readonly IToken[]): Parsed {
  const syntax = parser.parse([...tokens]);
  const [error] = parser.errors;
  if (error !== undefined) return { kind: 'fault', token: error.token, fields: parser.fields };
  assert(syntax !== undefined, 'a filter without errors has a tree');
  return { kind: 'whole', syntax };
}

/** What may follow tokens that begin a filter. */
export interface Continuation {
  readonly tokens: ReadonlySet<TokenType>;
  /** The field of the current or latest condition. */
  readonly field: string | null;
}

/**
 * Determined by trying: a token may follow if the parser does not stop at it. @throws TooDeep if the tokens are too
 * deeply nested
 */
export function continuationOf(tokens: readonly IToken[]): Continuation {
  parser.parse([...tokens]);
  const field = parser.fields.at(-1)?.image ?? null;
  return { tokens: new Set(vocabulary.filter((type) => mayFollow(tokens, type))), field };
}

function mayFollow(tokens: readonly IToken[], type: TokenType): boolean {
  const next = type === EOF ? [] : [createTokenInstance(type, '', NaN, NaN, NaN, NaN, NaN, NaN)];
  try {
    const parsed = parseTokens([...tokens, ...next]);
    return parsed.kind === 'whole' || (type !== EOF && parsed.token.tokenType === EOF);
  } catch (thrown) {
    if (thrown instanceof TooDeep) return false;
    throw thrown;
  }
}
