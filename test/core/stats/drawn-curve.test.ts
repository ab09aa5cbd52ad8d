import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveOf, largestValue, lastValue, type CurveChunk } from '#core/series/curve.ts';
import { aggregateCurve } from '#core/stats/aggregate-curve.ts';
import { drawnCurve } from '#core/stats/drawn-curve.ts';
import { wholeWindows, windowMeans } from '#core/stats/window-means.ts';

const EVERYTHING = { from: 0, to: Infinity };

/** Runs of one arm: the same steps as far as they came, a few values not finite. */
const runs = fc.array(
  fc
    .array(fc.oneof({ weight: 20, arbitrary: fc.integer({ min: -50, max: 50 }) }, fc.constantFrom(NaN, Infinity)), {
      minLength: 1,
      maxLength: 300,
    })
    .map((values): CurveChunk[] => [{ firstStep: 1, stride: 1, values: Float32Array.from(values) }]),
  { minLength: 2, maxLength: 4 },
);

describe('a drawn curve', () => {
  it('is the mean over runs, of windows of steps, where there are few points', () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 9 }), (given, window) => {
        const curves = given.map(curveOf);
        const drawn = drawnCurve(given, window, EVERYTHING, 1_000);
        const expected = aggregateCurve(curves.map((curve) => windowMeans(curve, window)));
        expect(drawn).toEqual({ ...drawn, ...expected, points: expected.steps.length });
        expect(drawn.extents).toEqual(
          curves.map((curve) => ({ largest: largestValue(curve), last: lastValue(curve) })),
        );
      }),
    );
  });

  it('keeps of a mean with many points how far line and band reach, and its ends, all of them exact', () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 6, max: 60 }), (given, pointsMax) => {
        const all = aggregateCurve(given.map(curveOf));
        const drawn = drawnCurve(given, 1, EVERYTHING, pointsMax);
        expect(drawn.points).toBe(all.steps.length);
        expect(drawn.steps.length).toBeLessThanOrEqual(pointsMax);
        const at = Array.from(drawn.steps, (step) => all.steps.indexOf(step));
        for (const column of ['steps', 'mean', 'sd', 'n'] as const) {
          expect(Array.from(drawn[column])).toEqual(at.map((index) => all[column][index]));
        }
        if (all.steps.length === 0) return;
        expect([at[0], at.at(-1)]).toEqual([0, all.steps.length - 1]);
        expect(Math.max(...drawn.mean)).toBe(Math.max(...all.mean));
        expect(Math.min(...drawn.mean)).toBe(Math.min(...all.mean));
        const upper = ({ mean, sd }: typeof all) => Array.from(mean, (y, k) => y + sd[k]).filter(Number.isFinite);
        expect(Math.max(...upper(drawn))).toBe(Math.max(...upper(all)));
      }),
    );
  });

  it('of a single run keeps what is not finite as a gap', () => {
    const chunk = { firstStep: 1, stride: 1, values: Float32Array.of(1, NaN, 3) };
    const drawn = drawnCurve([[chunk], []], 1, EVERYTHING, 100);
    expect([...drawn.mean]).toEqual([1, NaN, 3]);
    expect([...drawn.n]).toEqual([1, 1, 1]);
    expect(drawn.runs).toBe(1);
    expect(drawn.extents).toEqual([
      { largest: 3, last: 3 },
      { largest: null, last: null },
    ]);
  });

  it('of runs that have not begun is empty', () => {
    expect(drawnCurve([[], []], 5, EVERYTHING, 100)).toMatchObject({ runs: 0, points: 0, steps: new Float64Array() });
  });

  it('has all windows that reach into a range, each of all its steps', () => {
    const values = Float32Array.from({ length: 20 }, (_, index) => index + 1);
    const drawn = drawnCurve([[{ firstStep: 1, stride: 1, values }]], 5, { from: 6, to: 11 }, 100);
    expect([...drawn.steps]).toEqual([10, 15]);
    expect([...drawn.mean]).toEqual([8, 13]);
  });
});

describe('wholeWindows', () => {
  it('reach from the first step of a window to the last of another', () => {
    expect(wholeWindows({ from: 6, to: 10 }, 5)).toEqual({ from: 6, to: 10 });
    expect(wholeWindows({ from: 7.5, to: 10.5 }, 5)).toEqual({ from: 6, to: 15 });
    expect(wholeWindows({ from: 0, to: Infinity }, 5)).toEqual({ from: 0, to: Infinity });
    // Step 0 belongs to the first window.
    expect(wholeWindows({ from: 3, to: 3 }, 5)).toEqual({ from: 0, to: 5 });
    expect(wholeWindows({ from: 2.5, to: 3 }, 1)).toEqual({ from: 2.5, to: 3 });
  });
});
