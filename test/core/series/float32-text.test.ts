import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float32Text } from '#core/series/float32-text.ts';

describe('float32Text', () => {
  it('is short where it can be', () => {
    expect(float32Text(0.1)).toBe('0.1');
    expect(float32Text(2.3025851249694824)).toBe('2.3025851');
    expect(float32Text(1 / 3)).toBe('0.33333334');
    expect(float32Text(60_000)).toBe('60000');
    expect(float32Text(-0)).toBe('-0');
    expect(float32Text(1.401298464324817e-45)).toBe('1e-45');
    expect(float32Text(3.4028234663852886e38)).toBe('3.4028235e+38');
    expect(float32Text(NaN)).toBe('NaN');
    expect(float32Text(-Infinity)).toBe('-Infinity');
  });

  it('reads back as the same float32, and no shorter text does', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = float32Text(value);
        expect(Object.is(Math.fround(Number(text)), value)).toBe(true);
        const digits = text.replace(/e.*$/, '').replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '').length;
        if (digits > 1) expect(Math.fround(Number(value.toPrecision(digits - 1)))).not.toBe(value);
      }),
      { numRuns: 2_000 },
    );
  });
});
