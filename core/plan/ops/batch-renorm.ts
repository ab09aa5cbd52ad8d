import type { BufferId } from '../buffer.ts';
import { distinct, given, type OpDescription } from '../op-description.ts';
import { checkBatchStatistics, checkNormalizedChannels } from './batch-norm.ts';

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

export const batchRenorm: OpDescription<BatchRenormOp> = {
  buffers: (op) => ({
    reads: given(op.x, op.gamma, op.beta, op.runningMean, op.runningVar),
    writes: distinct(op.xHat, op.y, op.batchMean, op.invStd, op.r, op.d, op.runningMean, op.runningVar),
  }),
  check(op, check) {
    checkNormalizedChannels(op, check);
    checkBatchStatistics(op, check, op.r, op.d);
  },
  flops: ({ gamma, x }, { size }) => (gamma === null ? 6 : 8) * size(x),
  convention:
    'r is clipped to [1 / rMax, rMax] and d to [−dMax, dMax] against the running statistics before they move; else as batchNorm',
};

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

export const batchRenormBackward: OpDescription<BatchRenormBackwardOp> = {
  buffers: (op) => ({
    reads: given(op.xHat, op.gamma, op.invStd, op.r, op.d, op.gradOutput),
    writes: [op.gradInput, op.gradGamma, op.gradBeta],
  }),
  check(op, check) {
    check.like(op.xHat, op.gradOutput, op.gradInput);
    check.vector(check.info(op.xHat).columns, op.gamma, op.invStd, op.r, op.d, op.gradGamma, op.gradBeta);
  },
  flops: ({ xHat }, { size }) => 10 * size(xHat),
  convention: null,
};
