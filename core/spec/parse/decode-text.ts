import { DataError } from '../../errors.ts';

/** The part of the platform's TextDecoder that is used here; core has neither Node's types nor the DOM's. */
const { TextDecoder } = globalThis as unknown as {
  readonly TextDecoder: new (
    label: string,
    options: { readonly fatal: boolean },
  ) => { decode(bytes: Uint8Array): string };
};

/** How files begin that people take for text: packed tables and workbooks. */
const OTHER_KINDS: readonly { readonly magic: readonly number[]; readonly what: string }[] = [
  { magic: [0x1f, 0x8b], what: 'a gzip file. Unpack it first' },
  { magic: [0x50, 0x4b, 0x03, 0x04], what: 'a ZIP archive, as Excel’s .xlsx files are. Save the table as CSV' },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Office document, as Excel’s .xls files are. Save the table as CSV' },
  { magic: [0xff, 0xfe, 0x00, 0x00], what: 'text in UTF-32. Save it again as UTF-8' },
  { magic: [0x00, 0x00, 0xfe, 0xff], what: 'text in UTF-32. Save it again as UTF-8' },
];

const EXPECTED = 'text in UTF-8, or in UTF-16 with a byte-order mark';

/**
 * The text of a file that a person wrote: UTF-8 with or without a byte-order mark, or UTF-16 with one, in either byte
 * order. The mark is not part of the text. Nothing is guessed, since a wrong guess changes letters without a word.
 * @param name The file, for messages.
 * @throws DataError naming the first byte that does not belong, its line, and what to do.
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  const kind = OTHER_KINDS.find(({ magic }) => magic.every((byte, index) => bytes[index] === byte));
  if (kind !== undefined) throw new DataError(`${name}: expected ${EXPECTED}, received ${kind.what}.`, { file: name });
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes.subarray(2), name);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(withSwappedBytes(bytes.subarray(2)), name);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notUtf8(bytes, name);
  }
  const nul = bytes.indexOf(0);
  if (nul === -1) return text;
  throw new DataError(
    `${name}: expected ${EXPECTED}, received a zero byte ${place(bytes, nul)}, as in UTF-16 without a byte-order mark or ` +
      'in a file that is no text. Save it again as UTF-8.',
    { file: name },
  );
}

function decodeUtf16(littleEndian: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-16le', { fatal: true }).decode(littleEndian);
  } catch {
    throw new DataError(
      `${name}: expected whole characters of UTF-16, as its byte-order mark says, received half a character. Save it ` +
        'again as UTF-8.',
      { file: name },
    );
  }
}

function withSwappedBytes(bytes: Uint8Array): Uint8Array {
  // An odd last byte stays, and is found to be half a character.
  const swapped = Uint8Array.from(bytes);
  for (let at = 0; at + 1 < bytes.length; at += 2) [swapped[at], swapped[at + 1]] = [bytes[at + 1], bytes[at]];
  return swapped;
}

function notUtf8(bytes: Uint8Array, name: string): DataError {
  const at = firstInvalidByte(bytes);
  const byte = bytes[at];
  const hex = `0x${byte.toString(16).padStart(2, '0')}`;
  // From 0xa0 on, Windows-1252 and Latin-1 agree with Unicode.
  const letter = byte >= 0xa0 ? ` (“${String.fromCharCode(byte)}” in Windows-1252)` : '';
  return new DataError(
    `${name}: expected ${EXPECTED}, received the byte ${hex}${letter} ${place(bytes, at)}. It seems to be in ` +
      'Windows-1252 (cp1252, “ANSI”) or another older encoding: save it again as UTF-8.',
    { file: name },
  );
}

/** `at line 3, byte 17 of the line`. */
function place(bytes: Uint8Array, at: number): string {
  let line = 1;
  let lineStart = 0;
  for (let index = 0; index < at; index += 1) {
    // CR, LF, or both.
    const isBreak = bytes[index] === 0x0a || (bytes[index] === 0x0d && bytes[index + 1] !== 0x0a);
    if (!isBreak) continue;
    line += 1;
    lineStart = index + 1;
  }
  return `at line ${line}, byte ${at - lineStart + 1}`;
}

/** Where the first sequence begins that is not UTF-8 (RFC 3629, section 4). */
function firstInvalidByte(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return Math.max(0, bytes.length - 1);
}

/** Bytes of the character that begins here; 0 if none does. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first <= 0xdf ? 2 : (first & 0xf0) === 0xe0 ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  // No longer form than needed, no surrogates, nothing beyond U+10FFFF.
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (bytes[at + 1] < least || bytes[at + 1] > most) return 0;
  for (let next = at + 2; next < at + length; next += 1) if ((bytes[next] & 0xc0) !== 0x80) return 0;
  return length;
}
