import { EOF, tokenLabel, type IToken, type TokenType } from 'chevrotain';
import type { FilterError } from '../errors.ts';
import type { FilterCatalogue } from './catalogue.ts';
import { ConditionReader } from './read-condition.ts';
import { FaultMaker } from './fault.ts';
import { describeValues, listed, operatorsOf } from './field-words.ts';
import { FILTER_DEPTH_MAX, FILTER_LENGTH_MAX, type Filter } from './filter.ts';
import { continuationOf, parseTokens, TooDeep, type Parsed, type Syntax } from './grammar.ts';
import { Comparison, Contains, Exists, In, Is, Not, OpenText, Text, tokensOf, Word } from './tokens.ts';

/**
 * Parses a filter's text; null for blank text, which every run matches.
 * @throws FilterError with the first error: its column, what was expected, what was found
 */
export function parseFilter(text: string, catalogue: FilterCatalogue): Filter | null {
  const faults = new FaultMaker(text);
  if (text.length > FILTER_LENGTH_MAX) throw faults.tooLong(FILTER_LENGTH_MAX);
  const tokens = tokensOf(text);
  if (tokens.length === 0) return null;
  const reader = new ConditionReader(catalogue, faults);
  const parsed = parsedOf(tokens, faults);
  if (parsed.kind === 'whole') return filterOf(parsed.syntax, reader);
  // An unknown field before the place where the parser stopped is the earlier error.
  for (const field of parsed.fields) reader.field(field);
  throw syntaxFault(parsed.token, tokens, catalogue, faults);
}

function parsedOf(tokens: readonly IToken[], faults: FaultMaker): Parsed {
  try {
    return parseTokens(tokens);
  } catch (thrown) {
    if (!(thrown instanceof TooDeep)) throw thrown;
    throw faults.at(thrown.token, `at most ${FILTER_DEPTH_MAX} nested parentheses and nots`);
  }
}

function filterOf(syntax: Syntax, reader: ConditionReader): Filter {
  switch (syntax.kind) {
    case 'all':
    case 'any':
      return { kind: syntax.kind, of: syntax.of.map((one) => filterOf(one, reader)) };
    case 'not':
      return { kind: 'not', of: filterOf(syntax.of, reader) };
    case 'condition':
      return reader.condition(syntax);
    default:
      return syntax satisfies never;
  }
}

function syntaxFault(
  token: IToken,
  tokens: readonly IToken[],
  catalogue: FilterCatalogue,
  faults: FaultMaker,
): FilterError {
  const before = token.tokenType === EOF ? tokens : tokens.slice(0, tokens.indexOf(token));
  const { tokens: possible, field: name } = continuationOf(before);
  const field = name === null ? undefined : catalogue.find(name);
  if (possible.has(Text)) {
    if (token.tokenType === OpenText) return faults.at(token, `a closing quotation mark (${token.image[0]})`);
    if (field === undefined) return faults.at(token, ANY_VALUE);
    return faults.at(token, before.at(-1)?.tokenType === Contains ? 'text' : describeValues(field));
  }
  // At the greatest allowed depth, neither of the others can continue.
  if (possible.has(Word)) return faults.at(token, possible.has(Not) ? 'a field, not or “(”' : 'a field');
  const words = [...possible].filter((type) => !possible.has(Comparison) || !OPERATORS.has(type)).map(labelOf);
  const operators = possible.has(Comparison) && field !== undefined ? operatorsOf(field) : [];
  return faults.at(token, listed([...operators, ...words]));
}

const OPERATORS: ReadonlySet<TokenType> = new Set([Comparison, Contains, Not, In, Is, Exists]);

const ANY_VALUE =
  'a number such as 0.1, 1e-3 or 90%, text, true or false, a duration such as 30s or 5min, or a date such as 2026-11-01';

function labelOf(type: TokenType): string {
  return type === EOF ? 'the end of the filter' : tokenLabel(type);
}
