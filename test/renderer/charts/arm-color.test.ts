import { describe, expect, it } from 'vitest';
import { armColorIndex, isDashed, paletteIndex } from '#renderer/charts/arm-color.ts';

describe('armColorIndex', () => {
  const arms = ['with BN', 'without BN', 'with BN ×5'];

  it('gives the baseline the neutral colour wherever it stands', () => {
    expect(arms.map((arm) => armColorIndex(arms, 'without BN', arm))).toEqual([1, 0, 2]);
  });

  it('never gives the baseline’s colour to another arm, however many there are', () => {
    for (let index = 1; index < 32; index += 1) expect(paletteIndex(index)).toBeGreaterThan(0);
    expect(paletteIndex(9)).toBe(1);
    expect(isDashed(9)).toBe(true);
    expect(isDashed(8)).toBe(false);
  });
});
