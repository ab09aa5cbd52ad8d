import type { KernelThread } from '../compile/gpu-js.ts';
import type { ChunkConstants } from './column-sums.ts';

/** Weight normalization as kernels of gpu.js: a thread sums one column, or a chunk of one, or computes one element. */

/** norm = √(Σ direction²) */
export function columnNorm(this: KernelThread<{ readonly rows: number }>, direction: number[][]): number {
  let squares = 0;
  for (let k = 0; k < this.constants.rows; k++) {
    const value = direction[k][this.thread.x];
    squares += value * value;
  }
  return Math.sqrt(squares);
}

/** Row `chunk`: Σ direction² over its rows. */
export function chunkSquares(this: KernelThread<ChunkConstants>, direction: number[][]): number {
  const first = this.thread.y * this.constants.chunkRows;
  let squares = 0;
  for (let k = 0; k < this.constants.chunkRows; k++) {
    if (first + k < this.constants.rows) {
      const value = direction[first + k][this.thread.x];
      squares += value * value;
    }
  }
  return squares;
}

/** norm from the chunks' squares */
export function mergedNorm(this: KernelThread<{ readonly chunks: number }>, squares: number[][]): number {
  let sum = 0;
  for (let k = 0; k < this.constants.chunks; k++) sum += squares[k][this.thread.x];
  return Math.sqrt(sum);
}

/** weight = magnitude · direction / norm */
export function scaledDirection(
  this: KernelThread,
  direction: number[][],
  magnitude: number[],
  norm: number[],
): number {
  const j = this.thread.x;
  return (magnitude[j] / norm[j]) * direction[this.thread.y][j];
}

/** gradMagnitude = Σ gradWeight · direction / norm */
export function magnitudeGradient(
  this: KernelThread<{ readonly rows: number }>,
  direction: number[][],
  norm: number[],
  gradWeight: number[][],
): number {
  const j = this.thread.x;
  let sum = 0;
  for (let k = 0; k < this.constants.rows; k++) sum += gradWeight[k][j] * (direction[k][j] / norm[j]);
  return sum;
}

/** Row `chunk`: the same over its rows. */
export function chunkMagnitudeGradient(
  this: KernelThread<ChunkConstants>,
  direction: number[][],
  norm: number[],
  gradWeight: number[][],
): number {
  const j = this.thread.x;
  const first = this.thread.y * this.constants.chunkRows;
  let sum = 0;
  for (let k = 0; k < this.constants.chunkRows; k++) {
    if (first + k < this.constants.rows) sum += gradWeight[first + k][j] * (direction[first + k][j] / norm[j]);
  }
  return sum;
}

/** gradDirection = magnitude / norm · (gradWeight − gradMagnitude · direction / norm) */
export function directionGradient(
  this: KernelThread,
  direction: number[][],
  magnitude: number[],
  norm: number[],
  gradWeight: number[][],
  gradMagnitude: number[],
): number {
  const j = this.thread.x;
  const across = gradWeight[this.thread.y][j] - gradMagnitude[j] * (direction[this.thread.y][j] / norm[j]);
  return (magnitude[j] / norm[j]) * across;
}
