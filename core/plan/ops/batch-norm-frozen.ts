import type { BufferId } from '../buffer.ts';
import { distinct, given, type OpDescription } from '../op-description.ts';
import { checkChannelGradients, checkNormalizedChannels, normalizationGradientBuffers } from './batch-norm.ts';

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

export const batchNormFrozen: OpDescription<BatchNormFrozenOp> = {
  buffers: (op) => ({
    reads: given(op.x, op.gamma, op.beta, op.runningMean, op.runningVar),
    writes: distinct(op.xHat, op.y, op.invStd),
  }),
  check: checkNormalizedChannels,
  flops: ({ gamma, x }, { size }) => (gamma === null ? 2 : 4) * size(x),
  convention: 'normalizes by the running statistics in training too, and leaves them as they start',
};

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

export const batchNormFrozenBackward: OpDescription<BatchNormFrozenBackwardOp> = {
  buffers: normalizationGradientBuffers,
  check: checkChannelGradients,
  flops: ({ xHat }, { size }) => 4 * size(xHat),
  convention: null,
};
