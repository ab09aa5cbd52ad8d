import { describe, expect, it } from 'vitest';
import { armColorIndex, isDashed } from '#renderer/charts/arm-color.ts';

describe('armColorIndex', () => {
  const arms = ['with BN', 'without BN', 'with BN ×5'];

  it('gives the baseline the neutral colour wherever it stands', () => {
    expect(arms.map((arm) => armColorIndex(arms, 'without BN', arm))).toEqual([1, 0, 2]);
  });

  it('draws arms dashed whose colour an earlier one has', () => {
    expect(isDashed(9)).toBe(true);
    expect(isDashed(8)).toBe(false);
  });
});
