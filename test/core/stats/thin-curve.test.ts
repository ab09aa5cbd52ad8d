import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveOf, type CurveChunk } from '#core/series/curve.ts';
import { thinCurve } from '#core/stats/thin-curve.ts';

const EVERYTHING = { from: -Infinity, to: Infinity };

/** Chunks of one series, with gaps between them and values that are not finite among others. */
const chunks = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 5 }),
      stride: fc.integer({ min: 1, max: 4 }),
      values: fc.array(
        fc.oneof(
          { weight: 9, arbitrary: fc.integer({ min: -50, max: 50 }) },
          fc.constantFrom(NaN, Infinity, -Infinity),
        ),
        { minLength: 1, maxLength: 40 },
      ),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => {
    let step = -1;
    return parts.map(({ gap, stride, values }): CurveChunk => {
      const firstStep = step + gap;
      step = firstStep + (values.length - 1) * stride;
      return { firstStep, stride, values: Float32Array.from(values) };
    });
  });

type Point = readonly [step: number, value: number];

function pointsOf({ steps, values }: { steps: ArrayLike<number>; values: ArrayLike<number> }): Point[] {
  return Array.from(steps, (step, index) => [step, values[index]] as const);
}

describe('a thinned curve', () => {
  it('has at most as many points as asked for, all of them of the series, in order, with its ends', () => {
    fc.assert(
      fc.property(chunks, fc.integer({ min: 5, max: 60 }), (given, pointsMax) => {
        const all = pointsOf(curveOf(given));
        const thinned = thinCurve(given, EVERYTHING, pointsMax);
        const kept = pointsOf(thinned);
        expect(kept.length).toBeLessThanOrEqual(pointsMax);
        expect(thinned.points).toBe(all.length);
        expect(kept).toEqual(all.filter(([step]) => kept.some(([keptStep]) => keptStep === step)));
        expect(kept[0]).toEqual(all[0]);
        expect(kept.at(-1)).toEqual(all.at(-1));
      }),
    );
  });

  it('keeps the extremes and a gap of every bucket of steps', () => {
    fc.assert(
      fc.property(chunks, fc.integer({ min: 5, max: 60 }), (given, pointsMax) => {
        const all = pointsOf(curveOf(given));
        fc.pre(all.length > pointsMax);
        const kept = pointsOf(thinCurve(given, EVERYTHING, pointsMax));
        const buckets = Math.floor(pointsMax / 5);
        const first = all[0][0];
        const width = (all[all.length - 1][0] - first + 1) / buckets;
        for (let bucket = 0; bucket < buckets; bucket += 1) {
          const within = ([step]: Point) => Math.floor((step - first) / width) === bucket;
          const finite = (points: Point[]) => points.map(([, value]) => value).filter(Number.isFinite);
          const [ofAll, ofKept] = [all.filter(within), kept.filter(within)];
          if (ofAll.length === 0) continue;
          expect(Math.min(...finite(ofKept))).toBe(Math.min(...finite(ofAll)));
          expect(Math.max(...finite(ofKept))).toBe(Math.max(...finite(ofAll)));
          expect(ofKept.some(([, value]) => !Number.isFinite(value))).toBe(
            ofAll.some(([, value]) => !Number.isFinite(value)),
          );
        }
      }),
    );
  });

  it('is the whole range where that has few enough points, and nothing beyond it', () => {
    fc.assert(
      fc.property(
        chunks,
        fc.integer({ min: -5, max: 200 }),
        fc.integer({ min: 0, max: 100 }),
        (given, from, length) => {
          const range = { from, to: from + length };
          const within = pointsOf(curveOf(given)).filter(([step]) => step >= range.from && step <= range.to);
          const thinned = thinCurve(given, range, 1_000);
          expect(pointsOf(thinned)).toEqual(within);
          expect(thinned.points).toBe(within.length);
        },
      ),
    );
  });

  it('of no points is empty', () => {
    expect(thinCurve([], EVERYTHING, 5)).toEqual({ steps: new Float64Array(), values: new Float32Array(), points: 0 });
  });
});
