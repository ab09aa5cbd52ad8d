const TEXT_LENGTH_MAX = 60;
const KEYS_MAX = 6;

/** A value as an error message describes it: its type and, if it is short, the value itself. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null (an empty value)';
  if (typeof value === 'string') return `the text ${quote(value)}`;
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`;
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `a list of ${value.length} ${value.length === 1 ? 'item' : 'items'}`;
  if (typeof value !== 'object') return `a ${typeof value}`;
  // Its keys would be as many as its values.
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name} of ${value.byteLength} bytes`;
  const keys = Object.keys(value);
  const shown = keys
    .slice(0, KEYS_MAX)
    .map((key) => onOneLine(shorten(key)))
    .join(', ');
  return `an object {${shown}${keys.length > KEYS_MAX ? ', …' : ''}}`;
}

/** In quotation marks, on one line, shortened if it is long. */
export function quote(text: string): string {
  // JSON escapes ASCII's control characters but not DEL, Latin-1's control characters or Unicode's line breaks.
  return onOneLine(JSON.stringify(shorten(text)));
}

/** Escapes line breaks and other control characters, so that text from a document cannot break a message. */
export function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function shorten(text: string): string {
  return text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text;
}
