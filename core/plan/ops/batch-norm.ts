import type { BufferId } from '../buffer.ts';
import { distinct, given, type OpBuffers, type OpDescription } from '../op-description.ts';
import type { ShapeCheck } from '../shape-check.ts';

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

export const batchNorm: OpDescription<BatchNormOp> = {
  buffers: (op) => ({
    reads: given(op.x, op.gamma, op.beta, op.runningMean, op.runningVar),
    writes: distinct(op.xHat, op.y, op.batchMean, op.invStd, op.runningMean, op.runningVar),
  }),
  check(op, check) {
    checkNormalizedChannels(op, check);
    checkBatchStatistics(op, check);
  },
  // Mean 1, centred squares 3, xHat 2, and gamma and beta 2.
  flops: ({ gamma, x }, { size }) => (gamma === null ? 6 : 8) * size(x),
  convention:
    'momentum weighs the new batch; normalization by the biased batch variance; running_var is unbiased; epsilon inside the root',
};

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

export const batchNormEvaluate: OpDescription<BatchNormEvaluateOp> = {
  buffers: (op) => ({ reads: given(op.x, op.gamma, op.beta, op.runningMean, op.runningVar), writes: [op.y] }),
  check(op, check) {
    check.like(op.x, op.y);
    check.vector(check.info(op.x).columns, op.gamma, op.beta, op.runningMean, op.runningVar);
    check.that((op.gamma === null) === (op.beta === null), 'gamma and beta come together');
  },
  flops: ({ x }, { size }) => 2 * size(x),
  convention: null,
};

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

export const batchNormBackward: OpDescription<BatchNormBackwardOp> = {
  buffers: normalizationGradientBuffers,
  check: checkChannelGradients,
  // The two sums 3, the input's gradient 5.
  flops: ({ xHat }, { size }) => 8 * size(xHat),
  convention: null,
};

/** What the forward ops of batch normalization share. */
type NormalizedChannels = Omit<BatchNormOp, 'kind' | 'batchMean' | 'momentum'>;

export function checkNormalizedChannels(op: NormalizedChannels, check: ShapeCheck): void {
  check.like(op.x, op.xHat, op.y);
  check.vector(check.info(op.x).columns, op.gamma, op.beta, op.invStd, op.runningMean, op.runningVar);
  check.affine(op);
}

/** Shapes of what is computed over the batch; `others` are one row each, like its mean. */
export function checkBatchStatistics(
  { x, batchMean }: Pick<BatchNormOp, 'x' | 'batchMean'>,
  check: ShapeCheck,
  ...others: BufferId[]
): void {
  const { name, rows, columns } = check.info(x);
  check.that(rows >= 2, `${name} must have at least 2 rows, has ${rows}`);
  check.vector(columns, batchMean, ...others);
}

/** The buffers of a normalization's backward op. */
type NormalizationGradients = Omit<BatchNormBackwardOp, 'kind'>;

export function normalizationGradientBuffers(op: NormalizationGradients): OpBuffers {
  return {
    reads: given(op.xHat, op.gamma, op.invStd, op.gradOutput),
    writes: [op.gradInput, op.gradGamma, op.gradBeta],
  };
}

export function checkChannelGradients(op: NormalizationGradients, check: ShapeCheck): void {
  check.like(op.xHat, op.gradOutput, op.gradInput);
  check.vector(check.info(op.xHat).columns, op.gamma, op.invStd, op.gradGamma, op.gradBeta);
}
