import type { KernelThread } from '../compile/gpu-js.ts';

/** Batch renormalization as kernels of gpu.js; what it shares with batch normalization is in batch-norm.ts. */

export interface CorrectionConstants {
  readonly channels: number;
  readonly epsilon: number;
  readonly rMax: number;
  /** 1 / rMax */
  readonly rMin: number;
  readonly dMax: number;
}

/** Rows r, d. batchMean is x[0] + shift, which taken apart keeps the digits of its distance from runningMean. */
export function corrections(
  this: KernelThread<CorrectionConstants>,
  x: number[][],
  shift: number[],
  invStd: number[],
  runningMean: number[],
  runningVar: number[],
): number {
  const c = this.thread.x;
  if (c >= this.constants.channels) return 0;
  const runningStd = Math.sqrt(runningVar[c] + this.constants.epsilon);
  let value = 1 / (invStd[c] * runningStd);
  let lowest = this.constants.rMin;
  let highest = this.constants.rMax;
  if (this.thread.y === 1) {
    value = (x[0][c] - runningMean[c] + shift[c]) / runningStd;
    lowest = -this.constants.dMax;
    highest = this.constants.dMax;
  }
  if (value < lowest) return lowest;
  if (value > highest) return highest;
  return value;
}

/** xHat = (x − batchMean) · invStd · r + d */
export function renormalize(
  this: KernelThread,
  x: number[][][],
  invStd: number[],
  shift: number[],
  r: number[],
  d: number[],
): number {
  const c = this.thread.x;
  const centred = x[this.thread.z][this.thread.y][c] - x[0][0][c] - shift[c];
  return centred * invStd[c] * r[c] + d[c];
}

/**
 * Rows of what the gradient needs of each channel: r · invStd, gradBeta / B, gradCentred / (r · B), d; with
 * gradCentred = Σ gradOutput · (xHat − d) / r = (gradGamma − d · gradBeta) / r.
 */
export function gradientFactors(
  this: KernelThread<{ readonly rows: number }>,
  invStd: number[],
  r: number[],
  d: number[],
  gradGamma: number[],
  gradBeta: number[],
): number {
  const c = this.thread.x;
  if (this.thread.y === 0) return r[c] * invStd[c];
  if (this.thread.y === 1) return gradBeta[c] / this.constants.rows;
  if (this.thread.y === 2) return (gradGamma[c] - d[c] * gradBeta[c]) / r[c] / r[c] / this.constants.rows;
  return d[c];
}

/** gradInput = gamma · r · invStd · (gradOutput − (gradBeta + centred · gradCentred) / B), centred = (xHat − d) / r */
export function inputGradientAffine(
  this: KernelThread,
  xHat: number[][][],
  gradOutput: number[][][],
  factors: number[][],
  gamma: number[],
): number {
  const c = this.thread.x;
  const through = factors[1][c] + (xHat[this.thread.z][this.thread.y][c] - factors[3][c]) * factors[2][c];
  return gamma[c] * factors[0][c] * (gradOutput[this.thread.z][this.thread.y][c] - through);
}

/** The same with gamma = 1. */
export function inputGradientPlain(
  this: KernelThread,
  xHat: number[][][],
  gradOutput: number[][][],
  factors: number[][],
): number {
  const c = this.thread.x;
  const through = factors[1][c] + (xHat[this.thread.z][this.thread.y][c] - factors[3][c]) * factors[2][c];
  return factors[0][c] * (gradOutput[this.thread.z][this.thread.y][c] - through);
}
