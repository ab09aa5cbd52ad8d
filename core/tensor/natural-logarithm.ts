import { assert } from '../assert.ts';

/**
 * ln x from additions, multiplications and divisions alone. `Math.log` may differ in its last bit between engines and
 * their versions; initial weights must not, so that a seed means the same network everywhere.
 *
 * x = m · 2^e with m in [√½, √2); ln x = e · ln 2 + 2 · artanh(s), s = (m − 1) / (m + 1), by artanh's power series.
 * Relative error below 1e-15 (verified by a test).
 * @param x Positive and normal (at least 2⁻¹⁰²²).
 */
export function naturalLogarithm(x: number): number {
  assert(x >= 2 ** -1022 && x < Infinity, `naturalLogarithm needs a positive normal number, received ${x}`);
  let m = x;
  let e = 0;
  // Multiplying by a power of two is exact, so m keeps all bits of x.
  while (m >= Math.SQRT2) {
    m /= 2;
    e += 1;
  }
  while (m < Math.SQRT1_2) {
    m *= 2;
    e -= 1;
  }
  const s = (m - 1) / (m + 1);
  const squared = s * s;
  // |s| < 0.172, so the term of s^27 is smaller than one rounding error of the first.
  let series = 0;
  for (let power = 25; power >= 1; power -= 2) series = series * squared + 1 / power;
  return e * Math.LN2 + 2 * s * series;
}
