import { describe, expect, it } from 'vitest';
import { curveOf, largestValue, lastValue } from '#core/series/curve.ts';
import { aggregateCurve } from '#core/stats/aggregate-curve.ts';

describe('curveOf', () => {
  it('lays chunks of any stride end to end', () => {
    const curve = curveOf([
      { firstStep: 0, stride: 1, values: [1] },
      { firstStep: 10, stride: 5, values: [2, 3] },
    ]);
    expect([...(curve.steps as Float64Array)]).toEqual([0, 10, 15]);
    expect([...(curve.values as Float32Array)]).toEqual([1, 2, 3]);
  });

  it('refuses a step told twice', () => {
    const chunk = { firstStep: 1, stride: 1, values: [1, 2] };
    expect(() => curveOf([chunk, chunk])).toThrow(/expected one above 2, received 1/);
  });
});

describe('lastValue and largestValue', () => {
  it('pass over values that are not finite', () => {
    const curve = { steps: [1, 2, 3], values: [5, 2, NaN] };
    expect(lastValue(curve)).toBe(2);
    expect(largestValue(curve)).toBe(5);
    expect(lastValue({ steps: [1], values: [Infinity] })).toBeNull();
  });
});

describe('aggregateCurve', () => {
  it('takes mean and sd (n − 1) at each step', () => {
    const aggregated = aggregateCurve([
      { steps: [0, 1], values: [2, 1] },
      { steps: [0, 1], values: [4, 1] },
      { steps: [0, 1], values: [9, 4] },
    ]);
    expect([...aggregated.mean]).toEqual([5, 2]);
    expect(aggregated.sd[0]).toBeCloseTo(Math.sqrt(13), 12);
    expect(aggregated.sd[1]).toBeCloseTo(Math.sqrt(3), 12);
    expect([...aggregated.n]).toEqual([3, 3]);
  });

  it('keeps the points of a diverged run until it ended, and shows that n drops', () => {
    const aggregated = aggregateCurve([
      { steps: [1, 2, 3, 4], values: [1, 1, 1, 1] },
      { steps: [1, 2, 3], values: [3, 5, NaN] },
    ]);
    expect([...aggregated.n]).toEqual([2, 2, 1, 1]);
    expect([...aggregated.mean]).toEqual([2, 3, 1, 1]);
    expect(aggregated.sd[2]).toBeNaN();
    expect(aggregated.runs).toBe(2);
  });

  it('does not invent points where runs were evaluated at different steps', () => {
    const aggregated = aggregateCurve([
      { steps: [0, 10, 20], values: [0, 1, 2] },
      { steps: [0, 15, 20], values: [0, 5, 4] },
    ]);
    expect([...aggregated.steps]).toEqual([0, 10, 15, 20]);
    expect([...aggregated.n]).toEqual([2, 1, 1, 2]);
  });

  it('is empty without runs, and leaves out steps at which no run has a finite value', () => {
    expect(aggregateCurve([]).steps).toHaveLength(0);
    expect([...aggregateCurve([{ steps: [1, 2], values: [NaN, 1] }]).steps]).toEqual([2]);
  });

  it('keeps its digits where the spread is small beside the mean', () => {
    const aggregated = aggregateCurve(
      [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16].map((value) => ({ steps: [0], values: [value] })),
    );
    expect(aggregated.sd[0]).toBeCloseTo(Math.sqrt(30), 9);
  });
});
