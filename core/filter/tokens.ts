import { createToken, EOF, Lexer, type IToken, type TokenType } from 'chevrotain';

/**
 * The tokens of the filter language. Every text is a sequence of tokens: whatever is not part of the language becomes a
 * token too, so that the parser can say what was expected instead.
 */

const NUMBER = /-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/.source;

/** A field's name, or a value that needs no quotation marks: `with-bn`. */
export const Word = createToken({
  name: 'Word',
  pattern: /[A-Za-z_\u00c0-\u1fff\u2c00-\u2fff\u3001-\ufefe][A-Za-z0-9_./[\]\u00c0-\u1fff\u2c00-\u2fff\u3001-\ufefe-]*/,
});

const keyword = (word: string) =>
  createToken({ name: word, pattern: new RegExp(word, 'i'), longer_alt: Word, label: `“${word}”` });

export const And = keyword('and');
export const Or = keyword('or');
export const Not = keyword('not');
export const In = keyword('in');
export const Is = keyword('is');
export const Missing = keyword('missing');
export const Exists = keyword('exists');
export const True = keyword('true');
export const False = keyword('false');

export const Comparison = createToken({ name: 'Comparison', pattern: /[<>]=?|!=|==?/ });
export const Contains = createToken({ name: 'Contains', pattern: '~', label: '“~”' });
export const LeftParenthesis = createToken({ name: 'LeftParenthesis', pattern: '(', label: '“(”' });
export const RightParenthesis = createToken({ name: 'RightParenthesis', pattern: ')', label: '“)”' });
export const Comma = createToken({ name: 'Comma', pattern: ',', label: '“,”' });

/** In JSON's quotation marks and escapes, or in single ones. */
export const Text = createToken({ name: 'Text', pattern: /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/ });
/** Text without its closing quotation mark. */
export const OpenText = createToken({ name: 'OpenText', pattern: /"(?:[^"\\]|\\[^])*\\?|'(?:[^'\\]|\\[^])*\\?/ });

export const Moment = createToken({
  name: 'Moment',
  pattern: /\d{4}-\d{2}-\d{2}(?:T[0-9:.]*(?:Z|[+-]\d{2}:\d{2})?)?(?![A-Za-z0-9_.%])/,
});
export const Duration = createToken({
  name: 'Duration',
  pattern: new RegExp(`${NUMBER}(?:ms|s|min|h|d)(?![A-Za-z0-9_.%])`),
});
/** `0.1`, `1e-3`, `97.5%`. */
export const Num = createToken({ name: 'Num', pattern: new RegExp(`${NUMBER}%?(?![A-Za-z0-9_.%])`) });
/** It begins like a number but is not one. */
export const BadNumber = createToken({ name: 'BadNumber', pattern: /-?\.?\d[A-Za-z0-9_.:%+-]*/ });

/** Anything else; a character beyond the first 65,536 is two of them. */
const Stray = createToken({ name: 'Stray', pattern: /[^]/ });

const WhiteSpace = createToken({ name: 'WhiteSpace', pattern: /\s+/, group: Lexer.SKIPPED });

const inOrder: TokenType[] = [
  WhiteSpace,
  ...[And, Or, Not, In, Is, Missing, Exists, True, False, Word],
  ...[Text, OpenText, Moment, Duration, Num, BadNumber],
  ...[Comparison, Contains, LeftParenthesis, RightParenthesis, Comma, Stray],
];

/** What the grammar knows: every token except those outside the language. */
export const vocabulary: readonly TokenType[] = [
  ...[Word, Not, LeftParenthesis, Comparison, Contains, In, Is, Missing, Exists],
  ...[Text, Num, Duration, Moment, True, False, Comma, RightParenthesis, And, Or, EOF],
];

export const parserTokens: TokenType[] = inOrder;

const lexer = new Lexer(inOrder, { positionTracking: 'onlyOffset' });

export function tokensOf(text: string): IToken[] {
  return lexer.tokenize(text).tokens;
}
