import type { KernelThread } from '../compile/gpu-js.ts';

/** Batch normalization with statistics that do not move, as kernels of gpu.js; the batch is a stack (see `stacked`). */

/** invStd = 1 / √(runningVar + epsilon) */
export function inverseDeviation(this: KernelThread<{ readonly epsilon: number }>, runningVar: number[]): number {
  return 1 / Math.sqrt(runningVar[this.thread.x] + this.constants.epsilon);
}

/** xHat = (x − runningMean) · invStd */
export function normalizeFrozen(this: KernelThread, x: number[][][], runningMean: number[], invStd: number[]): number {
  const c = this.thread.x;
  return (x[this.thread.z][this.thread.y][c] - runningMean[c]) * invStd[c];
}

/** gradInput = gamma · invStd · gradOutput */
export function inputGradientAffine(
  this: KernelThread,
  gradOutput: number[][][],
  invStd: number[],
  gamma: number[],
): number {
  const c = this.thread.x;
  return gamma[c] * invStd[c] * gradOutput[this.thread.z][this.thread.y][c];
}

/** The same with gamma = 1. */
export function inputGradientPlain(this: KernelThread, gradOutput: number[][][], invStd: number[]): number {
  return invStd[this.thread.x] * gradOutput[this.thread.z][this.thread.y][this.thread.x];
}
