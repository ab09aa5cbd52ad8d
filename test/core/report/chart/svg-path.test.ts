import { describe, expect, it } from 'vitest';
import { linearScale, logarithmicScale } from '#core/report/chart/axis-scale.ts';
import { bandPath, linePath } from '#core/report/chart/svg-path.ts';

describe('linePath', () => {
  it('draws a point a column of pixels', () => {
    expect(linePath({ x: [0, 10, 20], y: [1, 2, 3] })).toBe('M0 1L10 2L20 3');
  });

  it('leaves a gap where a value is not finite', () => {
    expect(linePath({ x: [0, 10, 20, 30], y: [1, NaN, 3, 4] })).toBe('M0 1M20 3L30 4');
  });

  it('keeps first, extremes and last of a crowded column', () => {
    const x = Array.from({ length: 1_000 }, (_, i) => i / 1_000);
    const y = x.map((_, i) => (i === 400 ? 99 : i === 700 ? -99 : 5));
    const path = linePath({ x, y });
    expect(path).toBe('M0 5L0.4 99L0.7 -99L1 5');
  });
});

describe('bandPath', () => {
  it('closes each stretch on its own', () => {
    expect(bandPath([0, 1, 2, 3, 4], [0, 0, NaN, 0, 0], [1, 1, NaN, 2, 2])).toBe('M0 1L1 1L1 0L0 0ZM3 2L4 2L4 0L3 0Z');
  });
});

describe('scales', () => {
  it('have round ticks inside their range', () => {
    expect(linearScale(0, 1, 5).ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearScale(0.85, 1, 5).ticks).toEqual([0.85, 0.9, 0.95, 1]);
    expect(logarithmicScale(0.01, 100).ticks).toEqual([0.01, 0.1, 1, 10, 100]);
    expect(logarithmicScale(0.5, 20).ticks).toEqual([0.5, 1, 2, 5, 10, 20]);
  });

  it('place values from 0 to 1', () => {
    expect(linearScale(2, 4, 5).place(3)).toBe(0.5);
    expect(logarithmicScale(1, 100).place(10)).toBeCloseTo(0.5, 12);
    expect(() => logarithmicScale(0, 1)).toThrow(/min: expected a number above 0/);
  });
});
