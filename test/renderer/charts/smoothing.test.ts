import { describe, expect, it } from 'vitest';
import { smooth } from '#renderer/charts/smoothing.ts';

describe('smooth', () => {
  it('leaves values alone at weight 0', () => {
    expect([...smooth([3, 1, 4], 0)]).toEqual([3, 1, 4]);
  });

  it('has no bias at its start: a constant stays constant', () => {
    for (const value of smooth(new Float32Array(50).fill(2.5), 0.9)) expect(value).toBeCloseTo(2.5, 12);
  });

  it('is the debiased exponential average', () => {
    const [first, second] = smooth([1, 2], 0.5);
    expect(first).toBe(1);
    expect(second).toBeCloseTo((0.25 * 1 + 0.5 * 2) / 0.75, 12);
  });

  it('keeps a value that is not finite and does not let it spread', () => {
    const smoothed = smooth([1, Number.NaN, 1], 0.5);
    expect(smoothed[1]).toBeNaN();
    expect(smoothed[2]).toBeCloseTo(1, 12);
  });
});
