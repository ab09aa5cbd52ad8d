import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkPointsMax, fillChunks } from '#main/store/series/series-chunks.ts';
import { points } from '#test/fixtures/points.ts';

describe('stored chunks', () => {
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
          const chunks = fillChunks(pieces).map((chunk) => chunk.values.length / chunk.width);
          expect(chunks.reduce((sum, count) => sum + count, 0)).toBe(step);
          for (const count of chunks.slice(0, -1)) expect(count).toBe(chunkPointsMax(width));
        },
      ),
      { numRuns: 30 },
    );
  });
});
