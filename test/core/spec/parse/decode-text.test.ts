import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '#core/errors.ts';
import { decodeText } from '#core/spec/parse/decode-text.ts';

const TEXT = 'title: Überprüfung\nnote: 😀\r\n';

function utf16(text: string, order: 'little' | 'big'): Uint8Array {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return Uint8Array.from(order === 'little' ? bytes : bytes.swap16());
}

describe('reads the same text', () => {
  it.each([
    ['from UTF-8', new TextEncoder().encode(TEXT)],
    ['from UTF-8 with a byte-order mark', new TextEncoder().encode(`\uFEFF${TEXT}`)],
    ['from UTF-16, little-endian', utf16(TEXT, 'little')],
    ['from UTF-16, big-endian', utf16(TEXT, 'big')],
  ])('%s', (_, bytes) => {
    expect(decodeText(bytes, 'spec.yaml')).toBe(TEXT);
  });
});

describe('refuses by name', () => {
  it.each([
    [
      'Windows-1252, with the first byte that shows it',
      Buffer.from('title: x\r\narm: Größe\n', 'latin1'),
      'spec.yaml: expected text in UTF-8, or in UTF-16 with a byte-order mark, received the byte 0xf6 (“ö” in ' +
        'Windows-1252) at line 2, byte 8. It seems to be in Windows-1252',
    ],
    [
      'a byte that only Windows-1252 has',
      Buffer.of(0x61, 0x0d, 0x62, 0x80),
      'received the byte 0x80 at line 2, byte 2.',
    ],
    [
      'a character that is cut off at the end',
      Buffer.of(0x61, 0xc3),
      'the byte 0xc3 (“Ã” in Windows-1252) at line 1, byte 2',
    ],
    ['half of a pair', Buffer.of(0xed, 0xa0, 0x80), 'the byte 0xed'],
    [
      'UTF-16 without a byte-order mark',
      Buffer.from('title: x\n', 'utf16le'),
      'received a zero byte at line 1, byte 2, as in UTF-16 without a byte-order mark',
    ],
    ['UTF-16 with half a character', utf16('ab', 'little').subarray(0, 5), 'received half a character'],
    ['UTF-16 with half of a pair', Buffer.of(0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00), 'received half a character'],
    ['UTF-32', Buffer.of(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0), 'received text in UTF-32'],
    ['a workbook', Buffer.of(0x50, 0x4b, 0x03, 0x04, 0), 'as Excel’s .xlsx files are. Save the table as CSV.'],
    ['a gzip file', Buffer.of(0x1f, 0x8b, 8), 'received a gzip file. Unpack it first.'],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeText(bytes, 'spec.yaml')).toThrow(DataError);
    expect(() => decodeText(bytes, 'spec.yaml')).toThrow(message);
  });
});

it('agrees with the platform on every sequence of bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ min: 1, maxLength: 12 }), (bytes) => {
      const platform = Buffer.from(bytes).toString('utf8');
      const isValid = Buffer.from(platform, 'utf8').equals(Buffer.from(bytes));
      let text: string | null = null;
      try {
        text = decodeText(bytes, 'x');
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
      }
      if (text !== null && bytes[0] < 0xfe) expect(text).toBe(platform.replace(/^\uFEFF/, ''));
      if (isValid && !bytes.includes(0) && bytes[0] !== 0x1f && bytes[0] !== 0x50) expect(text).not.toBeNull();
    }),
    { numRuns: 2_000 },
  );
});
