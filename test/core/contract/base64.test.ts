import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode, fromBase64, toBase64 } from '#core/contract/base64.ts';

const bytes = fc.uint8Array({ maxLength: 100 });

describe('base64', () => {
  it.each([
    ['by whatever the engine has', toBase64],
    ['by our own hand', encode],
  ])('is written as Node writes it, %s', (_, write) => {
    fc.assert(
      fc.property(bytes, (given) => {
        expect(write(given)).toBe(Buffer.from(given).toString('base64'));
      }),
    );
  });

  it('is written in one piece however long it is', () => {
    for (const length of [12_287, 12_288, 12_289, 40_000]) {
      const given = Uint8Array.from({ length }, (_, index) => (index * 151) % 256);
      expect(encode(given) === Buffer.from(given).toString('base64'), `${length} bytes`).toBe(true);
    }
  });

  it('is read back byte for byte', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        expect([...fromBase64(toBase64(given))]).toEqual([...given]);
      }),
    );
  });

  it('is refused where it is none', () => {
    expect(() => fromBase64('%%%%')).toThrow();
  });
});
