import type { KernelThread } from '../compile/gpu-js.ts';

/**
 * Normalization within each example as kernels of gpu.js. x, xHat and their gradients are stacks of one plane an example,
 * [positions, channels]; what is known of each group of each example is [examples, groups]. Sums are made in two passes:
 * over a group's channels at one position, then over the positions.
 */

export interface GroupConstants {
  readonly positions: number;
  readonly groups: number;
  /** Channels of a group. */
  readonly width: number;
}

/** Group of a channel: the half keeps the quotient away from the integers, where rounding decides. */
export function groupOf(channel: number, width: number): number {
  return Math.floor((channel + 0.5) / width);
}

/**
 * For each position, and each group g: in column g the sum of x − pivot over the group's channels, in column groups + g the
 * sum of the squared distances from their mean; the pivot is the example's first element of the group.
 */
export function positionMoments(this: KernelThread<GroupConstants>, x: number[][][]): number {
  let group = this.thread.x;
  if (this.thread.x >= this.constants.groups) group = this.thread.x - this.constants.groups;
  const first = group * this.constants.width;
  const pivot = x[this.thread.z][0][first];
  let sum = 0;
  for (let k = 0; k < this.constants.width; k++) sum += x[this.thread.z][this.thread.y][first + k] - pivot;
  if (this.thread.x < this.constants.groups) return sum;
  const mean = sum / this.constants.width;
  let squares = 0;
  for (let k = 0; k < this.constants.width; k++) {
    const centred = x[this.thread.z][this.thread.y][first + k] - pivot - mean;
    squares += centred * centred;
  }
  return squares;
}

/** shift = mean − pivot, which keeps the digits that the mean itself has no room for */
export function groupShift(this: KernelThread<GroupConstants>, moments: number[][][]): number {
  let sum = 0;
  for (let p = 0; p < this.constants.positions; p++) sum += moments[this.thread.y][p][this.thread.x];
  return sum / (this.constants.positions * this.constants.width);
}

/** invStd = 1 / √(variance + epsilon), the positions' squares merged by Chan's formula */
export function groupInverseDeviation(
  this: KernelThread<GroupConstants & { readonly epsilon: number }>,
  moments: number[][][],
  shift: number[][],
): number {
  const own = shift[this.thread.y][this.thread.x];
  let squares = 0;
  for (let p = 0; p < this.constants.positions; p++) {
    const apart = moments[this.thread.y][p][this.thread.x] / this.constants.width - own;
    squares += moments[this.thread.y][p][this.thread.x + this.constants.groups] + this.constants.width * apart * apart;
  }
  const variance = squares / (this.constants.positions * this.constants.width);
  return 1 / Math.sqrt(variance + this.constants.epsilon);
}

/** xHat = (x − mean) · invStd */
export function normalizeGroups(
  this: KernelThread<GroupConstants>,
  x: number[][][],
  shift: number[][],
  invStd: number[][],
): number {
  const group = groupOf(this.thread.x, this.constants.width);
  const pivot = x[this.thread.z][0][group * this.constants.width];
  const centred = x[this.thread.z][this.thread.y][this.thread.x] - pivot - shift[this.thread.z][group];
  return centred * invStd[this.thread.z][group];
}

/** For each position, and each group g: Σ gamma · gradOutput in column g, Σ gamma · gradOutput · xHat in groups + g. */
export function positionGradientsAffine(
  this: KernelThread<GroupConstants>,
  xHat: number[][][],
  gradOutput: number[][][],
  gamma: number[],
): number {
  let sum = 0;
  if (this.thread.x < this.constants.groups) {
    const first = this.thread.x * this.constants.width;
    for (let k = 0; k < this.constants.width; k++) {
      sum += gamma[first + k] * gradOutput[this.thread.z][this.thread.y][first + k];
    }
    return sum;
  }
  const first = (this.thread.x - this.constants.groups) * this.constants.width;
  for (let k = 0; k < this.constants.width; k++) {
    const scaled = gamma[first + k] * gradOutput[this.thread.z][this.thread.y][first + k];
    sum += scaled * xHat[this.thread.z][this.thread.y][first + k];
  }
  return sum;
}

/** The same with gamma = 1. */
export function positionGradientsPlain(
  this: KernelThread<GroupConstants>,
  xHat: number[][][],
  gradOutput: number[][][],
): number {
  let sum = 0;
  if (this.thread.x < this.constants.groups) {
    const first = this.thread.x * this.constants.width;
    for (let k = 0; k < this.constants.width; k++) sum += gradOutput[this.thread.z][this.thread.y][first + k];
    return sum;
  }
  const first = (this.thread.x - this.constants.groups) * this.constants.width;
  for (let k = 0; k < this.constants.width; k++) {
    const gradient = gradOutput[this.thread.z][this.thread.y][first + k];
    sum += gradient * xHat[this.thread.z][this.thread.y][first + k];
  }
  return sum;
}

/** Means of both sums over the n elements of each group. */
export function groupGradients(this: KernelThread<GroupConstants>, sums: number[][][]): number {
  let sum = 0;
  for (let p = 0; p < this.constants.positions; p++) sum += sums[this.thread.y][p][this.thread.x];
  return sum / (this.constants.positions * this.constants.width);
}

/** gradInput = invStd · (gamma · gradOutput − (Σ gamma · gradOutput + xHat · Σ gamma · gradOutput · xHat) / n) */
export function inputGradientAffine(
  this: KernelThread<GroupConstants>,
  xHat: number[][][],
  gradOutput: number[][][],
  invStd: number[][],
  means: number[][],
  gamma: number[],
): number {
  const group = groupOf(this.thread.x, this.constants.width);
  const normalized = xHat[this.thread.z][this.thread.y][this.thread.x];
  const through = means[this.thread.z][group] + normalized * means[this.thread.z][group + this.constants.groups];
  const scaled = gamma[this.thread.x] * gradOutput[this.thread.z][this.thread.y][this.thread.x];
  return invStd[this.thread.z][group] * (scaled - through);
}

/** The same with gamma = 1. */
export function inputGradientPlain(
  this: KernelThread<GroupConstants>,
  xHat: number[][][],
  gradOutput: number[][][],
  invStd: number[][],
  means: number[][],
): number {
  const group = groupOf(this.thread.x, this.constants.width);
  const normalized = xHat[this.thread.z][this.thread.y][this.thread.x];
  const through = means[this.thread.z][group] + normalized * means[this.thread.z][group + this.constants.groups];
  return invStd[this.thread.z][group] * (gradOutput[this.thread.z][this.thread.y][this.thread.x] - through);
}
