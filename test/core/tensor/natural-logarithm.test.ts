import fc from 'fast-check';
import { expect, it } from 'vitest';
import { naturalLogarithm } from '#core/tensor/natural-logarithm.ts';

it('agrees with Math.log to a few units in the last place', () => {
  fc.assert(
    fc.property(fc.double({ min: 2 ** -1022, max: Number.MAX_VALUE, noNaN: true }), (x) => {
      const expected = Math.log(x);
      expect(Math.abs(naturalLogarithm(x) - expected)).toBeLessThanOrEqual(1e-15 * Math.abs(expected));
    }),
    { numRuns: 2_000 },
  );
});

it('agrees near 1, where the logarithm vanishes', () => {
  expect(naturalLogarithm(1)).toBe(0);
  for (let exponent = 1; exponent <= 50; exponent += 1) {
    for (const x of [1 + 2 ** -exponent, 1 - 2 ** -exponent]) {
      expect(Math.abs(naturalLogarithm(x) / Math.log(x) - 1)).toBeLessThan(1e-15);
    }
  }
});

it('refuses what has no finite logarithm', () => {
  for (const x of [0, -1, Infinity, Number.NaN]) expect(() => naturalLogarithm(x)).toThrow('positive normal number');
});
