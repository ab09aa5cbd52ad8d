import type { KernelThread } from '../compile/gpu-js.ts';

/**
 * Batch normalization as kernels of gpu.js: a thread sums one channel over the batch, or computes one element of the
 * batch, which is seen as a stack (see `stacked`). In a strip `thread.y` says which of its vectors the thread fills; columns
 * past the last channel are padding and stay 0.
 */

export interface StatisticsConstants {
  readonly rows: number;
  readonly channels: number;
  readonly epsilon: number;
}

/**
 * Rows batchMean, invStd, batchVar, shift. All sums are over x − x[0], which is exact where x varies little around a large
 * mean; shift = batchMean − x[0] keeps the digits that batchMean itself has no room for.
 */
export function batchStatistics(this: KernelThread<StatisticsConstants>, x: number[][]): number {
  const c = this.thread.x;
  if (c >= this.constants.channels) return 0;
  const pivot = x[0][c];
  let sum = 0;
  for (let r = 0; r < this.constants.rows; r++) sum += x[r][c] - pivot;
  const shift = sum / this.constants.rows;
  if (this.thread.y === 0) return pivot + shift;
  if (this.thread.y === 3) return shift;
  let squares = 0;
  for (let r = 0; r < this.constants.rows; r++) {
    const centred = x[r][c] - pivot - shift;
    squares += centred * centred;
  }
  const batchVar = squares / this.constants.rows;
  if (this.thread.y === 2) return batchVar;
  return 1 / Math.sqrt(batchVar + this.constants.epsilon);
}

export interface MergeConstants extends StatisticsConstants {
  readonly chunkRows: number;
  readonly chunks: number;
}

/** The same rows from `chunkMoments`: means and squares of the chunks, merged by Chan's formula. */
export function mergedStatistics(this: KernelThread<MergeConstants>, moments: number[][], x: number[][]): number {
  const c = this.thread.x;
  if (c >= this.constants.channels) return 0;
  const pivot = x[0][c];
  let sum = 0;
  for (let k = 0; k < this.constants.chunks; k++) sum += moments[k][c];
  const shift = sum / this.constants.rows;
  if (this.thread.y === 0) return pivot + shift;
  if (this.thread.y === 3) return shift;
  let squares = 0;
  let left = this.constants.rows;
  for (let k = 0; k < this.constants.chunks; k++) {
    let count = this.constants.chunkRows;
    if (left < count) count = left;
    left -= count;
    const apart = moments[k][c] / count - shift;
    squares += moments[this.constants.chunks + k][c] + count * apart * apart;
  }
  const batchVar = squares / this.constants.rows;
  if (this.thread.y === 2) return batchVar;
  return 1 / Math.sqrt(batchVar + this.constants.epsilon);
}

/** xHat = (x − batchMean) · invStd */
export function normalize(this: KernelThread, x: number[][][], invStd: number[], shift: number[]): number {
  const c = this.thread.x;
  return (x[this.thread.z][this.thread.y][c] - x[0][0][c] - shift[c]) * invStd[c];
}

/** y = gamma · xHat + beta */
export function scaleAndShift(this: KernelThread, xHat: number[][][], gamma: number[], beta: number[]): number {
  const c = this.thread.x;
  return gamma[c] * xHat[this.thread.z][this.thread.y][c] + beta[c];
}

export interface RunningConstants {
  readonly channels: number;
  readonly momentum: number;
  /** B / (B − 1) */
  readonly correction: number;
}

/** Rows runningMean, runningVar: both move towards the batch's by `momentum`, unless the call has halted. */
export function runningStatistics(
  this: KernelThread<RunningConstants>,
  runningMean: number[],
  runningVar: number[],
  batchMean: number[],
  batchVar: number[],
  state: number[],
): number {
  const c = this.thread.x;
  if (c >= this.constants.channels) return 0;
  let former = runningMean[c];
  let target = batchMean[c];
  if (this.thread.y === 1) {
    former = runningVar[c];
    target = batchVar[c] * this.constants.correction;
  }
  if (state[1] > 0) return former;
  return former + this.constants.momentum * (target - former);
}

/** y = gamma · (x − runningMean) / √(runningVar + epsilon) + beta */
export function evaluateAffine(
  this: KernelThread<{ readonly epsilon: number }>,
  x: number[][][],
  runningMean: number[],
  runningVar: number[],
  gamma: number[],
  beta: number[],
): number {
  const c = this.thread.x;
  const xHat =
    (x[this.thread.z][this.thread.y][c] - runningMean[c]) / Math.sqrt(runningVar[c] + this.constants.epsilon);
  return gamma[c] * xHat + beta[c];
}

/** y = (x − runningMean) / √(runningVar + epsilon) */
export function evaluatePlain(
  this: KernelThread<{ readonly epsilon: number }>,
  x: number[][][],
  runningMean: number[],
  runningVar: number[],
): number {
  const c = this.thread.x;
  return (x[this.thread.z][this.thread.y][c] - runningMean[c]) / Math.sqrt(runningVar[c] + this.constants.epsilon);
}

export interface GradientSumConstants {
  readonly rows: number;
  readonly channels: number;
  /** 0 for gradGamma, 1 for gradBeta: which of them the first row of the output is. */
  readonly firstRow: number;
}

/** Rows gradGamma = Σ gradOutput · xHat, gradBeta = Σ gradOutput. */
export function gradientSums(
  this: KernelThread<GradientSumConstants>,
  xHat: number[][],
  gradOutput: number[][],
): number {
  const c = this.thread.x;
  if (c >= this.constants.channels) return 0;
  let sum = 0;
  if (this.thread.y + this.constants.firstRow === 0) {
    for (let r = 0; r < this.constants.rows; r++) sum += gradOutput[r][c] * xHat[r][c];
    return sum;
  }
  for (let r = 0; r < this.constants.rows; r++) sum += gradOutput[r][c];
  return sum;
}

/** gradInput = gamma · invStd · (gradOutput − (gradBeta + xHat · gradGamma) / B) */
export function inputGradientAffine(
  this: KernelThread<{ readonly rows: number }>,
  xHat: number[][][],
  gradOutput: number[][][],
  invStd: number[],
  gradGamma: number[],
  gradBeta: number[],
  gamma: number[],
): number {
  const c = this.thread.x;
  const through = (gradBeta[c] + xHat[this.thread.z][this.thread.y][c] * gradGamma[c]) / this.constants.rows;
  return gamma[c] * invStd[c] * (gradOutput[this.thread.z][this.thread.y][c] - through);
}

/** The same with gamma = 1. */
export function inputGradientPlain(
  this: KernelThread<{ readonly rows: number }>,
  xHat: number[][][],
  gradOutput: number[][][],
  invStd: number[],
  gradGamma: number[],
  gradBeta: number[],
): number {
  const c = this.thread.x;
  const through = (gradBeta[c] + xHat[this.thread.z][this.thread.y][c] * gradGamma[c]) / this.constants.rows;
  return invStd[c] * (gradOutput[this.thread.z][this.thread.y][c] - through);
}
