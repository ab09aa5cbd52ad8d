import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAbove, isAtLeast, isAtMost, storedAtDistance, storedValue } from '#core/series/float32-threshold.ts';

/** Shares as an accuracy over `of` examples may be: k / of. */
const share = fc.integer({ min: 1, max: 20_000 }).chain((of) => fc.integer({ min: 0, max: of }).map((k) => k / of));

describe('a written number beside a stored float32', () => {
  it('is reached by the float32 nearest to it, whichever side that lies on', () => {
    fc.assert(
      fc.property(share, (written) => {
        const [stored] = Float32Array.of(written);
        expect([isAtLeast(stored, written), isAtMost(stored, written), isAbove(stored, written)]).toEqual([
          true,
          true,
          false,
        ]);
      }),
    );
    // 0.9 as a float32 is below the double, 0.1 above it.
    expect(Math.fround(0.9) >= 0.9).toBe(false);
    expect(Math.fround(0.1) <= 0.1).toBe(false);
  });

  it('parts the next float32 below from the next above', () => {
    const bits = new Int32Array(Float32Array.of(0.9).buffer);
    const [below, above] = new Float32Array(Int32Array.of(bits[0] - 1, bits[0] + 1).buffer);
    expect([isAtLeast(below, 0.9), isAtMost(above, 0.9), isAbove(above, 0.9)]).toEqual([false, false, true]);
  });

  it('is never reached by NaN', () => {
    expect([isAtLeast(NaN, 0), isAtMost(NaN, 0), isAbove(NaN, 0)]).toEqual([false, false, false]);
    expect([isAtLeast(Infinity, 1e300), isAbove(Infinity, 1)]).toEqual([true, true]);
  });
});

describe('storedAtDistance', () => {
  it('leads from one share to another by the written distance between them', () => {
    const twentieths = fc.record({ from: fc.integer({ min: 0, max: 19 }), by: fc.constantFrom(1, 2, 5) });
    fc.assert(
      fc.property(twentieths, fc.constantFrom(1, 10, 100, 1_000), ({ from, by }, scale) => {
        const of = 20 * scale;
        expect(storedAtDistance(storedValue(from / of), by / of)).toBe(storedValue((from + by) / of));
        expect(storedAtDistance(storedValue((from + by) / of), -by / of)).toBe(storedValue(from / of));
      }),
    );
  });
});
