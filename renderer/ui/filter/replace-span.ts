export interface Span {
  /** Up to, not including, `to`; as JavaScript counts characters. */
  readonly from: number;
  readonly to: number;
}

/** A text with a span replaced, and where one types on: after the replacement and the space that separates it. */
export function replaceSpan(text: string, { from, to }: Span, replacement: string): { text: string; cursor: number } {
  const isSpaced = text[to] === ' ';
  const space = replacement.endsWith('(') || isSpaced ? '' : ' ';
  return {
    text: text.slice(0, from) + replacement + space + text.slice(to),
    cursor: from + replacement.length + (isSpaced ? 1 : space.length),
  };
}
