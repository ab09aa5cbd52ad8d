import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PointsEvent } from '#core/train/events.ts';
import { chunkPointsMax, joinChunks } from '#main/store/series/series-chunks.ts';
import { points } from '../experiments.ts';

/** Every point with its step, in order. */
function flatten(chunks: readonly PointsEvent[]): [number, number[]][] {
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

describe('joining chunks', () => {
  it('keeps every point at its step, and stays within the limit', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 4, max: 40 }), (given, valuesMax) => {
        const joined = joinChunks(given, valuesMax);
        expect(flatten(joined)).toEqual(flatten(given));
        const longest = Math.max(0, ...given.map((piece) => piece.values.length));
        for (const chunk of joined) expect(chunk.values.length).toBeLessThanOrEqual(Math.max(valuesMax, longest));
      }),
    );
  });

  it('makes one chunk of pieces that continue each other, however they were cut', () => {
    expect(joinChunks([points('s', 1, [1, 2]), points('s', 3, [3]), points('s', 4, [4, 5])])).toEqual([
      points('s', 1, [1, 2, 3, 4, 5]),
    ]);
    expect(joinChunks([points('s', 0, [1]), points('s', 10, [2]), points('s', 20, [3, 4], 10)])).toEqual([
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
      expect(joinChunks(pair)).toEqual(pair);
    }
  });

  it('fills every chunk before the next one, so that only the last of an even series has room', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 130 }),
        (lengths, width) => {
          let step = 0;
          const pieces = lengths.map((length) => {
            step += length;
            return points('s', step - length, new Array<number>(length * width).fill(0.5), 1, width);
          });
          const chunks = joinChunks(pieces).map((chunk) => chunk.values.length / chunk.width);
          expect(chunks.reduce((sum, count) => sum + count, 0)).toBe(step);
          for (const count of chunks.slice(0, -1)) expect(count).toBe(chunkPointsMax(width));
        },
      ),
      { numRuns: 30 },
    );
  });
});
