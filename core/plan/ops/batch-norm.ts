import type { BufferId } from '../buffer.ts';

/**
 * Training mode, per channel over the B rows:
 * batchMean = Σ x / B; batchVar = Σ (x − batchMean)² / B (biased; by a formula that survives mean 1e4, sd 1e-2);
 * invStd = 1 / √(batchVar + epsilon); xHat = (x − batchMean) · invStd; y = gamma · xHat + beta (y = xHat without affine);
 * runningMean += momentum · (batchMean − runningMean); runningVar += momentum · (batchVar · B / (B − 1) − runningVar).
 * x, xHat, y: [B, C]; all others [1, C]. B ≥ 2. gamma and beta are both null without affine, and then `y` equals `xHat`
 * (the same buffer). Ioffe & Szegedy 2015, algorithm 1; running statistics by PyTorch's convention.
 */
export interface BatchNormOp {
  readonly kind: 'batchNorm';
  readonly x: BufferId;
  readonly xHat: BufferId;
  readonly y: BufferId;
  readonly gamma: BufferId | null;
  readonly beta: BufferId | null;
  readonly batchMean: BufferId;
  readonly invStd: BufferId;
  readonly runningMean: BufferId;
  readonly runningVar: BufferId;
  readonly epsilon: number;
  readonly momentum: number;
}

/** y = gamma · (x − runningMean) / √(runningVar + epsilon) + beta. x, y: [B, C]; all others [1, C]. B ≥ 1. */
export interface BatchNormEvaluateOp {
  readonly kind: 'batchNormEvaluate';
  readonly x: BufferId;
  readonly y: BufferId;
  readonly gamma: BufferId | null;
  readonly beta: BufferId | null;
  readonly runningMean: BufferId;
  readonly runningVar: BufferId;
  readonly epsilon: number;
}

/**
 * gradBeta = Σ gradOutput; gradGamma = Σ gradOutput · xHat;
 * gradInput = gamma · invStd · (gradOutput − (gradBeta + xHat · gradGamma) / B), with gamma = 1 without affine (the two
 * sums are then scratch buffers). xHat, gradOutput, gradInput: [B, C]; all others [1, C].
 */
export interface BatchNormBackwardOp {
  readonly kind: 'batchNormBackward';
  readonly xHat: BufferId;
  readonly gamma: BufferId | null;
  readonly invStd: BufferId;
  readonly gradOutput: BufferId;
  readonly gradInput: BufferId;
  readonly gradGamma: BufferId;
  readonly gradBeta: BufferId;
}

/**
 * Training mode with statistics that do not move: invStd = 1 / √(runningVar + epsilon);
 * xHat = (x − runningMean) · invStd; y = gamma · xHat + beta. Shapes, gamma and beta as in batchNorm; B ≥ 1.
 */
export interface BatchNormFrozenOp {
  readonly kind: 'batchNormFrozen';
  readonly x: BufferId;
  readonly xHat: BufferId;
  readonly y: BufferId;
  readonly gamma: BufferId | null;
  readonly beta: BufferId | null;
  readonly invStd: BufferId;
  readonly runningMean: BufferId;
  readonly runningVar: BufferId;
  readonly epsilon: number;
}

/**
 * gradBeta = Σ gradOutput; gradGamma = Σ gradOutput · xHat; gradInput = gamma · invStd · gradOutput: the statistics do
 * not depend on the batch. Shapes as in batchNormBackward.
 */
export interface BatchNormFrozenBackwardOp {
  readonly kind: 'batchNormFrozenBackward';
  readonly xHat: BufferId;
  readonly gamma: BufferId | null;
  readonly invStd: BufferId;
  readonly gradOutput: BufferId;
  readonly gradInput: BufferId;
  readonly gradGamma: BufferId;
  readonly gradBeta: BufferId;
}

/**
 * Batch renormalization, training mode, per channel over the B rows. batchMean, batchVar and invStd as in batchNorm; with
 * the running statistics as they are before this op, and σ = √(runningVar + epsilon):
 * r = clip(1 / (invStd · σ), 1 / rMax, rMax); d = clip((batchMean − runningMean) / σ, −dMax, dMax);
 * xHat = (x − batchMean) · invStd · r + d; y = gamma · xHat + beta. Then the running statistics move as in batchNorm.
 * x, xHat, y: [B, C]; all others [1, C]. B ≥ 2; rMax ≥ 1, dMax ≥ 0. Without affine y is xHat.
 * Ioffe 2017, "Batch Renormalization", algorithm 1, save that the variance is averaged and not its root.
 */
export interface BatchRenormOp {
  readonly kind: 'batchRenorm';
  readonly x: BufferId;
  readonly xHat: BufferId;
  readonly y: BufferId;
  readonly gamma: BufferId | null;
  readonly beta: BufferId | null;
  readonly batchMean: BufferId;
  readonly invStd: BufferId;
  readonly r: BufferId;
  readonly d: BufferId;
  readonly runningMean: BufferId;
  readonly runningVar: BufferId;
  readonly epsilon: number;
  readonly momentum: number;
  readonly rMax: number;
  readonly dMax: number;
}

/**
 * r and d are constants to the gradient. gradBeta = Σ gradOutput; gradGamma = Σ gradOutput · xHat; with
 * centred = (xHat − d) / r, which is (x − batchMean) · invStd, and gradCentred = Σ gradOutput · centred:
 * gradInput = gamma · r · invStd · (gradOutput − (gradBeta + centred · gradCentred) / B).
 * xHat, gradOutput, gradInput: [B, C]; all others [1, C].
 */
export interface BatchRenormBackwardOp {
  readonly kind: 'batchRenormBackward';
  readonly xHat: BufferId;
  readonly gamma: BufferId | null;
  readonly invStd: BufferId;
  readonly r: BufferId;
  readonly d: BufferId;
  readonly gradOutput: BufferId;
  readonly gradInput: BufferId;
  readonly gradGamma: BufferId;
  readonly gradBeta: BufferId;
}
