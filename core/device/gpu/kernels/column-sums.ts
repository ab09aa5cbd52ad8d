import type { KernelThread } from '../compile/gpu-js.ts';

/** Sums down columns in two passes (see `chunksOf`): a thread sums one column of one chunk, or of all chunks' sums. */

export interface ChunkConstants {
  readonly rows: number;
  readonly chunkRows: number;
  readonly chunks: number;
}

/** Row `chunk` of the output: Σ x over the chunk's rows. */
export function chunkSums(this: KernelThread<ChunkConstants>, x: number[][]): number {
  const first = this.thread.y * this.constants.chunkRows;
  let sum = 0;
  for (let k = 0; k < this.constants.chunkRows; k++) {
    if (first + k < this.constants.rows) sum += x[first + k][this.thread.x];
  }
  return sum;
}

/** The chunks' Σ a · b, and below them the chunks' Σ b. */
export function chunkProductSums(this: KernelThread<ChunkConstants>, a: number[][], b: number[][]): number {
  const c = this.thread.x;
  let sum = 0;
  if (this.thread.y < this.constants.chunks) {
    const first = this.thread.y * this.constants.chunkRows;
    for (let k = 0; k < this.constants.chunkRows; k++) {
      if (first + k < this.constants.rows) sum += a[first + k][c] * b[first + k][c];
    }
    return sum;
  }
  const first = (this.thread.y - this.constants.chunks) * this.constants.chunkRows;
  for (let k = 0; k < this.constants.chunkRows; k++) {
    if (first + k < this.constants.rows) sum += b[first + k][c];
  }
  return sum;
}

/** The chunks' Σ (x − x[0]), and below them the chunks' Σ (x − the chunk's mean)². */
export function chunkMoments(this: KernelThread<ChunkConstants>, x: number[][]): number {
  const c = this.thread.x;
  const pivot = x[0][c];
  let chunk = this.thread.y;
  if (this.thread.y >= this.constants.chunks) chunk = this.thread.y - this.constants.chunks;
  const first = chunk * this.constants.chunkRows;
  let sum = 0;
  let count = 0;
  for (let k = 0; k < this.constants.chunkRows; k++) {
    if (first + k < this.constants.rows) {
      sum += x[first + k][c] - pivot;
      count += 1;
    }
  }
  if (this.thread.y < this.constants.chunks) return sum;
  const mean = sum / count;
  let squares = 0;
  for (let k = 0; k < this.constants.chunkRows; k++) {
    if (first + k < this.constants.rows) {
      const centred = x[first + k][c] - pivot - mean;
      squares += centred * centred;
    }
  }
  return squares;
}

export interface TotalConstants {
  readonly chunks: number;
  readonly channels: number;
  /** The first row of the output is the total of these chunks: 0 for the upper ones, 1 for those below them. */
  readonly firstRow: number;
}

/** Row y of the output: the sum of all chunks' sums. */
export function totals(this: KernelThread<TotalConstants>, sums: number[][]): number {
  const c = this.thread.x;
  if (c >= this.constants.channels) return 0;
  const first = (this.thread.y + this.constants.firstRow) * this.constants.chunks;
  let total = 0;
  for (let k = 0; k < this.constants.chunks; k++) total += sums[first + k][c];
  return total;
}
