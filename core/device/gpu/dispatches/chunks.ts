import type { BufferId, Plan } from '../../../plan/plan.ts';

/**
 * A sum down the columns of a tall matrix is made in two passes, so that a few channels still keep a GPU busy, and no sum
 * is long: chunks of rows first, then the chunks' sums.
 */
export interface Chunks {
  readonly chunkRows: number;
  readonly chunks: number;
}

/** One pass costs one dispatch less, which is what counts in a small matrix. */
const ONE_PASS_ROWS = 128;
const CHUNK_ROWS_MIN = 64;

/** @returns null where one pass does. */
export function chunksOf(rows: number): Chunks | null {
  if (rows <= ONE_PASS_ROWS) return null;
  const chunkRows = Math.max(CHUNK_ROWS_MIN, 2 ** Math.ceil(Math.log2(Math.sqrt(rows))));
  return { chunkRows, chunks: Math.ceil(rows / chunkRows) };
}

/** Words of so many sums down the columns of a matrix, one of each for each chunk of rows. */
export function chunkWords({ buffers }: Plan, matrix: BufferId, sums: number): number {
  const { rows, columns } = buffers[matrix];
  return (chunksOf(rows)?.chunks ?? 0) * sums * columns;
}
