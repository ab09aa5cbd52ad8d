import { describe, expect, it } from 'vitest';
import { channelFan, channelOrder, colorRange, quantile } from '#renderer/features/microscope/channel-fan.ts';

const wide = {
  steps: [0, 10],
  width: 101,
  values: Float32Array.from({ length: 202 }, (_, index) => (index < 101 ? index : 2 * (index - 101))),
};

describe('channelFan', () => {
  it('draws every channel where there are few', () => {
    const few = { steps: [0, 10], width: 2, values: [1, 2, 3, 4] };
    const lines = channelFan(few, (step) => step / 10);
    expect(lines.map((line) => line.points.map(({ x, y }) => [x, y]))).toEqual([
      [
        [0, 1],
        [1, 3],
      ],
      [
        [0, 2],
        [1, 4],
      ],
    ]);
  });

  it('draws median, 10 % to 90 % and the extremes where there are many', () => {
    const [median, smallest, largest] = channelFan(wide, (step) => step);
    expect(median.points).toEqual([
      { x: 0, y: 50, low: 10, high: 90 },
      { x: 10, y: 100, low: 20, high: 180 },
    ]);
    expect(smallest.points.map((point) => point.y)).toEqual([0, 0]);
    expect(largest.points.map((point) => point.y)).toEqual([100, 200]);
  });

  it('interpolates quantiles as NumPy does', () => {
    expect(quantile([1, 2, 4], 0.5)).toBe(2);
    expect(quantile([1, 2], 0.25)).toBe(1.25);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('orders channels by their last value', () => {
    expect(channelOrder({ steps: [0, 1], width: 3, values: [0, 0, 0, 5, -1, 2] }, 'value')).toEqual([1, 2, 0]);
  });

  it('gives signed values a range around zero and leaves out the tails', () => {
    const values = [...Array.from({ length: 1_000 }, (_, index) => index / 1_000), 1e6];
    expect(colorRange(values, false).high).toBeLessThan(1);
    const signed = colorRange([-3, -1, 0, 1], true);
    expect(signed.low).toBe(-signed.high);
    expect(colorRange([Number.NaN], true)).toEqual({ low: 0, high: 1 });
  });
});
