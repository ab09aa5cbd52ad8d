import { EOF, tokenLabel, type IToken, type TokenType } from 'chevrotain';
import type { CompletionOption, FilterCompletion } from '../contract/run-search.ts';
import { withDots, type FilterCatalogue } from './catalogue.ts';
import { describeValues, operatorsOf, takesValues } from './field-words.ts';
import { FILTER_LENGTH_MAX } from './filter.ts';
import type { FilterField } from './filter-field.ts';
import { continuationOf, TooDeep, type Continuation } from './grammar.ts';
import { readText, writeText } from './text-literal.ts';
import * as tokens from './tokens.ts';

/** Values that runs have for a field, the likeliest first; as many as are worth listing. */
export type KnownValues = (field: FilterField) => Promise<readonly (string | number)[]>;

const OPTIONS_MAX = 40;

/**
 * What may be entered at the cursor: fields, operators, keywords and values. Only the text before the cursor decides;
 * if a word ends at the cursor, the options complete it and replace it as a whole.
 *
 * @param cursor the number of characters of `text` before it
 */
export async function completeFilter(
  text: string,
  cursor: number,
  catalogue: FilterCatalogue,
  valuesOf: KnownValues,
): Promise<FilterCompletion> {
  const place = placeOf(text, Math.min(Math.max(cursor, 0), text.length));
  const range = { from: place.from, to: place.to };
  const continuation = text.length > FILTER_LENGTH_MAX ? null : continuationAfter(place.before);
  if (continuation === null) return { ...range, expected: '', options: [] };
  const possible = continuation.tokens;
  const field = continuation.field === null ? undefined : catalogue.find(continuation.field);
  if (possible.has(tokens.Text)) {
    if (field === undefined) return { ...range, expected: '', options: [] };
    const options = place.before.at(-1)?.tokenType === tokens.Contains ? [] : await valueOptions(field, valuesOf);
    return { ...range, expected: describeValues(field), options: ranked(options, place.typed) };
  }
  const words = wordOptions(possible, field);
  if (!possible.has(tokens.Word)) return { ...range, expected: '', options: ranked(words, place.typed) };
  return {
    ...range,
    expected: 'a field',
    options: ranked([...fieldOptions(catalogue, place.typed), ...words], place.typed),
  };
}

interface Place {
  /** Everything before the part to complete. */
  readonly before: readonly IToken[];
  readonly from: number;
  readonly to: number;
  /** The part already typed, without a quotation mark. */
  readonly typed: string;
}

/** Tokens that may continue while the cursor is directly after them. */
const UNFINISHED: ReadonlySet<TokenType> = new Set([
  ...[tokens.Word, tokens.And, tokens.Or, tokens.Not, tokens.In, tokens.Is, tokens.Missing, tokens.Exists],
  ...[tokens.True, tokens.False, tokens.Num, tokens.Duration, tokens.Moment, tokens.BadNumber, tokens.OpenText],
]);

function placeOf(text: string, cursor: number): Place {
  const before = tokens.tokensOf(text.slice(0, cursor));
  const last = before.at(-1);
  const touches = last !== undefined && last.startOffset + last.image.length === cursor;
  if (last === undefined || !touches || !UNFINISHED.has(last.tokenType)) {
    return { before, from: cursor, to: cursor, typed: '' };
  }
  const from = last.startOffset;
  if (last.tokenType === tokens.OpenText) {
    const to = text[cursor] === last.image[0] ? cursor + 1 : cursor;
    const typed = readText(`${last.image}${last.image[0]}`) ?? last.image.slice(1);
    return { before: before.slice(0, -1), from, to, typed };
  }
  const whole = tokens.tokensOf(text).find((token) => token.startOffset === from);
  const to = whole === undefined ? cursor : Math.max(cursor, from + whole.image.length);
  return { before: before.slice(0, -1), from, to, typed: last.image };
}

function continuationAfter(before: readonly IToken[]): Continuation | null {
  try {
    return continuationOf(before);
  } catch (thrown) {
    if (thrown instanceof TooDeep) return null;
    throw thrown;
  }
}

/** Objects come last: only their presence can be tested. */
function fieldOptions(catalogue: FilterCatalogue, typed: string): CompletionOption[] {
  const fields = catalogue.names(withDots(typed)).flatMap((name) => catalogue.find(name) ?? []);
  return [...fields.filter(takesValues), ...fields.filter((field) => !takesValues(field))].map((field) => ({
    text: field.name,
    detail: [field.title, describeValues(field)].filter(Boolean).join(': '),
    kind: 'field',
  }));
}

async function valueOptions(field: FilterField, valuesOf: KnownValues): Promise<CompletionOption[]> {
  const option = (text: string): CompletionOption => ({ text, detail: '', kind: 'value' });
  const choices = (field.choices ?? []).map(option);
  const truths = field.types.includes('boolean') ? ['true', 'false'].map(option) : [];
  if (choices.length > 0 || truths.length > 0) return [...choices, ...truths];
  const known = await valuesOf(field);
  return known.map((value) => option(typeof value === 'number' ? String(value) : writeText(value)));
}

const OPERATOR_TOKENS: ReadonlySet<TokenType> = new Set([
  ...[tokens.Comparison, tokens.Contains, tokens.In, tokens.Is, tokens.Exists],
]);

/** Operators first, then what joins conditions; a field that is not a boolean needs an operator before that. */
function wordOptions(possible: ReadonlySet<TokenType>, field: FilterField | undefined): CompletionOption[] {
  const afterField = possible.has(tokens.Comparison);
  const operators = afterField && field !== undefined ? operatorsOf(field) : [];
  const standsAlone = !afterField || field?.types.includes('boolean');
  const words = [...possible].filter(
    (type) =>
      type !== EOF && type !== tokens.Word && !(afterField && (OPERATOR_TOKENS.has(type) || type === tokens.Not)),
  );
  return [
    ...operators.map((text): CompletionOption => ({
      text: opened(text),
      detail: OPERATOR_WORDS[text],
      kind: 'operator',
    })),
    ...(standsAlone ? words : []).map((type): CompletionOption => ({
      text: opened(bare(type)),
      detail: '',
      kind: 'word',
    })),
  ];
}

const OPERATOR_WORDS: Readonly<Record<string, string>> = {
  '=': 'is',
  '!=': 'differs from',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
  '~': 'contains the text',
  in: 'is one of',
  'not in': 'is none of',
  'is missing': 'has no value',
  exists: 'has a value',
};

function bare(type: TokenType): string {
  return tokenLabel(type).replaceAll(/[“”]/g, '');
}

/** A list begins with a parenthesis. */
function opened(operator: string): string {
  return operator === 'in' || operator === 'not in' ? `${operator} (` : operator;
}

/** First those that begin with it, then those of which a part begins with it, then those that contain it anywhere. */
function ranked(options: readonly CompletionOption[], typed: string): CompletionOption[] {
  const wanted = withDots(typed).toLowerCase();
  const rank = ({ text }: CompletionOption): number => {
    const offered = text.replace(/^"/, '').toLowerCase();
    if (offered.startsWith(wanted)) return 0;
    const at = offered.indexOf(wanted);
    if (at === -1) return -1;
    return /[a-z0-9]/.test(offered[at - 1]) ? 2 : 1;
  };
  return [0, 1, 2]
    .flatMap((wantedRank) => options.filter((option) => rank(option) === wantedRank))
    .slice(0, OPTIONS_MAX);
}
