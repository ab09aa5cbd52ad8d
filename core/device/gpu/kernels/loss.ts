import type { KernelThread } from '../compile/gpu-js.ts';

/**
 * Losses as kernels of gpu.js. One strip holds, below each other, rowLoss, rowCorrect, rowTopK (if it is wanted), the
 * largest logit and Σ exp(logit − largest); a thread fills one element of one of them from one row of logits.
 */

export interface LossConstants {
  readonly rows: number;
  readonly classes: number;
  readonly labelSmoothing: number;
  readonly topK: number;
  /** Rows of the strip that follow rowLoss, rowCorrect and rowTopK. */
  readonly largestRow: number;
  /** 1 for softmax cross-entropy, 0 for the mean squared error. */
  readonly softmax: number;
}

/**
 * log(1 + x) for x ≥ 0 with the digits of a small x, by Kahan's form: the rounding of 1 + x is the same above and below.
 * NaN stays NaN, which WGSL's own log does not promise.
 */
export function logOnePlus(x: number): number {
  if (x > 0) {
    const sum = 1 + x;
    if (sum > 1) return (Math.log(sum) * x) / (sum - 1);
  }
  return x;
}

export function lossRows(this: KernelThread<LossConstants>, logits: number[][], batchLabels: number[]): number {
  const r = this.thread.x;
  if (r >= this.constants.rows) return 0;
  const label = batchLabels[r];
  if (label < 0) return 0;

  let largest = -3.4e38;
  let largestClass = 0;
  let ahead = 0;
  let others = 0;
  let distances = 0;
  let squares = 0;
  for (let c = 0; c < this.constants.classes; c++) {
    const logit = logits[r][c];
    if (logit > largest) {
      largest = logit;
      largestClass = c;
    }
  }
  let own = 0;
  for (let c = 0; c < this.constants.classes; c++) if (c === label) own = logits[r][c];
  if (this.thread.y === 1) {
    if (largestClass === label) return 1;
    return 0;
  }
  if (this.thread.y === this.constants.largestRow) return largest;
  if (this.thread.y === 2 && this.constants.largestRow === 3) {
    for (let c = 0; c < this.constants.classes; c++) {
      const logit = logits[r][c];
      let behind = 0;
      if (logit < own) behind = 1;
      if (logit === own && c > label) behind = 1;
      if (c === label) behind = 1;
      ahead += 1 - behind;
    }
    if (ahead < this.constants.topK) return 1;
    return 0;
  }
  for (let c = 0; c < this.constants.classes; c++) {
    const logit = logits[r][c];
    if (c !== largestClass && logit <= largest) {
      others += Math.exp(logit - largest);
    } else {
      // The largest one's own term is left out; where it is infinite, or the logit NaN, this makes the sum NaN.
      others += logit - largest;
    }
    distances += largest - logit;
    let error = logit;
    if (c === label) error = logit - 1;
    squares += error * error;
  }
  if (this.thread.y > this.constants.largestRow) return 1 + others;
  if (this.constants.softmax === 0) return squares / this.constants.classes;
  const smoothed = (this.constants.labelSmoothing / this.constants.classes) * distances;
  return logOnePlus(others) + (1 - this.constants.labelSmoothing) * (largest - own) + smoothed;
}

/** gradLogits = (softmax(logits) − q) / B, with the smoothed target q. */
export function crossEntropyGradient(
  this: KernelThread<LossConstants>,
  logits: number[][],
  batchLabels: number[],
  largest: number[],
  sum: number[],
): number {
  const r = this.thread.y;
  const label = batchLabels[r];
  if (label < 0) return 0;
  let target = this.constants.labelSmoothing / this.constants.classes;
  if (this.thread.x === label) target += 1 - this.constants.labelSmoothing;
  const probability = Math.exp(logits[r][this.thread.x] - largest[r]) / sum[r];
  return (probability - target) / this.constants.rows;
}

/** gradLogits = 2 · (logits − oneHot(label)) / (B · C) */
export function squaredErrorGradient(
  this: KernelThread<LossConstants>,
  logits: number[][],
  batchLabels: number[],
): number {
  const r = this.thread.y;
  const label = batchLabels[r];
  if (label < 0) return 0;
  let error = logits[r][this.thread.x];
  if (this.thread.x === label) error -= 1;
  return (2 * error) / (this.constants.rows * this.constants.classes);
}
