import { expect, it } from 'vitest';
import { erf } from '#core/device/reference/matrix/erf.ts';

/** Abramowitz & Stegun, table 7.1 (and DLMF 7.23), to the digits of float64. */
const KNOWN: readonly (readonly [x: number, erf: number])[] = [
  [0, 0],
  [0.1, 0.1124629160182849],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [3, 0.9999779095030014],
  [4, 0.9999999845827421],
];

it.each(KNOWN)('of %f is known', (x, value) => {
  expect(erf(x)).toBeCloseTo(value, 15);
  expect(erf(-x)).toBeCloseTo(-value, 15);
});

it('is odd, stays within [−1, 1], and rises', () => {
  let before = -1;
  for (let x = -7; x <= 7; x += 0.01) {
    const value = erf(x);
    expect(Math.abs(value)).toBeLessThanOrEqual(1);
    expect(value).toBeGreaterThanOrEqual(before - 1e-14);
    expect(erf(-x)).toBe(-value);
    before = value;
  }
});

it('reaches its limits, and passes NaN on', () => {
  expect(erf(Infinity)).toBe(1);
  expect(erf(-Infinity)).toBe(-1);
  expect(erf(Number.NaN)).toBeNaN();
});
