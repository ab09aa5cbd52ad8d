import { describe, expect, it } from 'vitest';
import { compareSeries } from '#core/series/compare-series.ts';
import type { SeriesChunk } from '#core/series/series-chunk.ts';

function chunk(firstStep: number, stride: number, values: number[], width = 1): SeriesChunk {
  return { series: 'train/loss', firstStep, stride, width, values: Float32Array.from(values) };
}

describe('compareSeries', () => {
  it('finds recordings the same however they are cut into chunks', () => {
    const whole = [chunk(1, 1, [0.5, 0.25, NaN, 0.1])];
    const pieces = [chunk(1, 1, [0.5]), chunk(2, 1, [0.25, NaN]), chunk(4, 1, [0.1])];
    expect(compareSeries(whole, pieces)).toEqual({ difference: null, values: 4, lastStep: 4, isCut: false });
  });

  it('names the first step and channel with other bits, in the last place and by the sign of zero too', () => {
    const next = Math.fround(0.5) + 2 ** -24;
    expect(compareSeries([chunk(0, 10, [1, 2, 3, 0.5], 2)], [chunk(0, 10, [1, 2, 3, next], 2)])).toEqual({
      difference: { step: 10, channel: 1, values: [0.5, Math.fround(next)] },
      values: 3,
      lastStep: 0,
      isCut: false,
    });
    expect(compareSeries([chunk(1, 1, [0])], [chunk(1, 1, [-0])]).difference).toMatchObject({ step: 1 });
  });

  it('takes a point that only one has for a difference, but not the end of the shorter one', () => {
    const every = [chunk(0, 5, [1, 2, 3])];
    expect(compareSeries(every, [chunk(0, 10, [1, 3])])).toMatchObject({
      difference: { step: 5, channel: 0, values: [2, null] },
      lastStep: 0,
    });
    expect(compareSeries(every, [chunk(0, 5, [1, 2])])).toEqual({
      difference: null,
      values: 2,
      lastStep: 5,
      isCut: true,
    });
    expect(compareSeries(every, [])).toEqual({ difference: null, values: 0, lastStep: -1, isCut: true });
    expect(compareSeries([], [])).toEqual({ difference: null, values: 0, lastStep: -1, isCut: false });
  });

  it('takes another number of channels for a difference', () => {
    expect(compareSeries([chunk(0, 1, [1, 2], 2)], [chunk(0, 1, [1])]).difference).toEqual({
      step: 0,
      channel: 1,
      values: [2, null],
    });
  });
});
