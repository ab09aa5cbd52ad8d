import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate } from '#renderer/charts/decimate.ts';
import type { ChartPoint } from '#renderer/charts/series.ts';

const line = (count: number, y: (x: number) => number): ChartPoint[] =>
  Array.from({ length: count }, (_, x) => ({ x, y: y(x) }));

describe('decimate', () => {
  it('leaves a short line alone', () => {
    const points = line(50, Math.sin);
    expect(decimate(points, 100, null)).toEqual(points);
  });

  it('keeps the first and last point and every extreme, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 300, maxLength: 900 }),
        (ys) => {
          const points = ys.map((y, x) => ({ x, y }));
          const kept = decimate(points, 40, null);
          expect(kept[0]).toBe(points[0]);
          expect(kept.at(-1)).toBe(points.at(-1));
          expect(Math.max(...kept.map((p) => p.y))).toBe(Math.max(...ys));
          expect(Math.min(...kept.map((p) => p.y))).toBe(Math.min(...ys));
          expect(kept.every((p, i) => i === 0 || p.x > kept[i - 1].x)).toBe(true);
          expect(kept.length).toBeLessThanOrEqual(7 * 41);
        },
      ),
    );
  });

  it('keeps the extremes of the band', () => {
    const points = line(5_000, () => 1).map((point) => ({
      ...point,
      low: point.x === 1_234 ? -7 : 0,
      high: point.x === 4_321 ? 9 : 2,
    }));
    const kept = decimate(points, 100, null);
    expect(kept.some((point) => point.low === -7)).toBe(true);
    expect(kept.some((point) => point.high === 9)).toBe(true);
  });

  it('keeps a gap as a gap', () => {
    const points = line(10_000, (x) => (x === 5_555 ? Number.NaN : 1));
    expect(decimate(points, 100, null).some((point) => Number.isNaN(point.y))).toBe(true);
  });

  it('keeps one point beyond either edge of the visible range', () => {
    const kept = decimate(line(1_000, Math.cos), 400, { min: 100.5, max: 200.5 });
    expect(kept[0].x).toBe(100);
    expect(kept.at(-1)!.x).toBe(202);
  });

  it('keeps few of a million points', () => {
    const points = line(1_000_000, (x) => Math.sin(x / 1_000));
    expect(decimate(points, 1_000, null).length).toBeLessThan(7_000);
  });
});
