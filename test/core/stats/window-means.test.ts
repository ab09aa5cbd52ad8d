import { describe, expect, it } from 'vitest';
import { quantile } from '#core/stats/quantile.ts';
import { windowMeans } from '#core/stats/window-means.ts';

describe('windowMeans', () => {
  it('averages windows and stands at their ends, the last one at the end of training', () => {
    const curve = { steps: [1, 2, 3, 4, 5], values: [1, 3, 5, 7, 9] };
    expect(windowMeans(curve, 2)).toEqual({ steps: [2, 4, 6], values: [2, 6, 9] });
    expect(windowMeans(curve, 2, 5)).toEqual({ steps: [2, 4, 5], values: [2, 6, 9] });
  });

  it('counts finite values only, and keeps no window without one', () => {
    expect(windowMeans({ steps: [0, 1, 2, 3, 4], values: [2, 4, NaN, NaN, NaN] }, 2)).toEqual({
      steps: [2],
      values: [3],
    });
  });

  it('leaves the curve as it is for windows of one step', () => {
    const curve = { steps: [1, 2], values: [NaN, 1] };
    expect(windowMeans(curve, 1)).toBe(curve);
    expect(() => windowMeans(curve, 0)).toThrow(/size: expected a number from 1/);
  });
});

describe('quantile', () => {
  it('is R’s type 7: quantile(c(1, 3, 4, 10), c(0, 0.25, 0.5, 0.75, 1))', () => {
    const sorted = [1, 3, 4, 10];
    expect([0, 0.25, 0.5, 0.75, 1].map((p) => quantile(sorted, p))).toEqual([1, 2.5, 3.5, 5.5, 10]);
    expect(() => quantile([], 0.5)).toThrow(/received none/);
  });
});
