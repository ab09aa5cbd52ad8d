import type { KernelThread } from '../compile/gpu-js.ts';

/** Long vectors summed as kernels of gpu.js: of each 64 elements, `stride` apart, one thread makes one. */
export const STRIDED_TURNS = 64;

export interface StrideConstants {
  readonly count: number;
  /** How many threads there are. */
  readonly stride: number;
  readonly turns: number;
}

/** Σ x² */
export function stridedSquares(this: KernelThread<StrideConstants>, x: number[]): number {
  let sum = 0;
  for (let k = 0; k < this.constants.turns; k++) {
    const i = this.thread.x + k * this.constants.stride;
    if (i < this.constants.count) sum += x[i] * x[i];
  }
  return sum;
}

/** Σ x */
export function stridedSums(this: KernelThread<StrideConstants>, x: number[]): number {
  let sum = 0;
  for (let k = 0; k < this.constants.turns; k++) {
    const i = this.thread.x + k * this.constants.stride;
    if (i < this.constants.count) sum += x[i];
  }
  return sum;
}
