import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeChunks } from '#core/series/merge-chunks.ts';
import type { SeriesChunk } from '#core/series/series-chunk.ts';
import { points } from '#test/fixtures/points.ts';

/** Every point with its step, in order. */
function flatten(chunks: readonly SeriesChunk[]): [number, number[]][] {
  return chunks.flatMap(({ firstStep, stride, width, values }) =>
    Array.from({ length: values.length / width }, (_, index): [number, number[]] => [
      firstStep + index * stride,
      [...values.subarray(index * width, (index + 1) * width)],
    ]),
  );
}

/** Pieces of one series in step order, as training reports them: runs of even strides with gaps between them. */
const pieces = fc
  .tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.array(
      fc.record({
        gap: fc.integer({ min: 1, max: 4 }),
        stride: fc.integer({ min: 1, max: 4 }),
        points: fc.integer({ min: 1, max: 6 }),
      }),
    ),
  )
  .map(([width, parts]) => {
    let step = 0;
    let value = 0;
    return parts.map(({ gap, stride, points: count }) => {
      const firstStep = step + gap;
      step = firstStep + (count - 1) * stride;
      return points(
        's',
        firstStep,
        Array.from({ length: count * width }, () => value++),
        stride,
        width,
      );
    });
  });

describe('merging chunks', () => {
  it('keeps every point at its step, and stays within the limit', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 4, max: 40 }), (given, valuesMax) => {
        const joined = mergeChunks(given, (width) => Math.max(1, Math.floor(valuesMax / width)));
        expect(flatten(joined)).toEqual(flatten(given));
        const longest = Math.max(0, ...given.map((piece) => piece.values.length));
        for (const chunk of joined) expect(chunk.values.length).toBeLessThanOrEqual(Math.max(valuesMax, longest));
      }),
    );
  });

  it('makes one chunk of pieces that continue each other, however they were cut', () => {
    expect(mergeChunks([points('s', 1, [1, 2]), points('s', 3, [3]), points('s', 4, [4, 5])])).toEqual([
      points('s', 1, [1, 2, 3, 4, 5]),
    ]);
    expect(mergeChunks([points('s', 0, [1]), points('s', 10, [2]), points('s', 20, [3, 4], 10)])).toEqual([
      points('s', 0, [1, 2, 3, 4], 10),
    ]);
  });

  it('keeps apart what does not continue: a gap, another width, another series, a step back', () => {
    for (const pair of [
      [points('s', 1, [1, 2]), points('s', 4, [4, 5])],
      [points('s', 1, [1, 2]), points('s', 3, [3, 4], 1, 2)],
      [points('s', 1, [1, 2]), points('t', 3, [3])],
      [points('s', 5, [1]), points('s', 5, [2])],
    ]) {
      expect(mergeChunks(pair)).toEqual(pair);
    }
  });
});
