import { describe, expect, it } from 'vitest';
import { chunksOf } from '#core/device/gpu/dispatches/chunks.ts';
import { images, stacked } from '#core/device/gpu/dispatches/views.ts';

const PLANE_ROWS_MAX = 8 * 65_535;

const matrix = (rows: number, columns: number) => ({
  allocation: { bytes: rows * columns * 4, versions: 1 as const },
  offset: 0,
  rows,
  columns,
});

describe('views of a matrix', () => {
  it('stacks as few planes as a dispatch takes, all of as many rows', () => {
    expect(stacked(matrix(60, 100)).planes).toBe(1);
    expect(stacked(matrix(PLANE_ROWS_MAX, 32)).planes).toBe(1);
    for (const rows of [PLANE_ROWS_MAX + 2, 8192 * 32 * 32, 8191 * 29 * 29]) {
      const { planes = 0 } = stacked(matrix(rows, 32));
      expect(rows % planes).toBe(0);
      expect(rows / planes).toBeLessThanOrEqual(PLANE_ROWS_MAX);
      expect(planes).toBeLessThanOrEqual(65_535);
    }
  });

  it('refuses, with the count of rows, what cannot be divided', () => {
    expect(() => stacked(matrix(1_000_003, 2))).toThrow(/1000003 rows/);
  });

  it('shows images as planes, a row of pixels with its channels to a row', () => {
    expect(images(matrix(4 * 6 * 7, 3), 4, 6)).toMatchObject({ planes: 4, rows: 24, columns: 21 });
    expect(images(matrix(1, 6 * 7 * 3), 1, 6)).toMatchObject({ planes: 1, rows: 6, columns: 21 });
  });
});

describe('chunks of rows', () => {
  it('are one for a small matrix, and about as many as they have rows for a tall one', () => {
    expect(chunksOf(128)).toBeNull();
    expect(chunksOf(129)).toEqual({ chunkRows: 64, chunks: 3 });
    expect(chunksOf(65_536)).toEqual({ chunkRows: 256, chunks: 256 });
  });
});
