import type { KernelThread } from '../compile/gpu-js.ts';

/** sum[c] = Σ_r x[r, c]: a thread sums one column. */
export function columnSum(this: KernelThread<{ readonly rows: number }>, x: number[][]): number {
  let sum = 0;
  for (let r = 0; r < this.constants.rows; r++) sum += x[r][this.thread.x];
  return sum;
}

/** y = a + b */
export function add(this: KernelThread, a: number[], b: number[]): number {
  return a[this.thread.x] + b[this.thread.x];
}

/** y = x, in another shape */
export function copy(this: KernelThread, x: number[]): number {
  return x[this.thread.x];
}

/** Element x of the sum of matrices that lie below each other, each flat in a row of its own. */
export function partSums(this: KernelThread<{ readonly parts: number }>, sums: number[][]): number {
  let sum = 0;
  for (let part = 0; part < this.constants.parts; part++) sum += sums[part][this.thread.x];
  return sum;
}
