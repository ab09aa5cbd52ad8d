import { assert } from '../../assert.ts';
import type { BufferId } from '../buffer.ts';
import { ELEMENT_BYTES, given, type OpBuffers, type OpDescription } from '../op-description.ts';
import type { ShapeCheck } from '../shape-check.ts';

/**
 * With the smoothed target q[c] = (1 − labelSmoothing) · oneHot(label)[c] + labelSmoothing / C:
 * rowLoss[r] = log Σ_c exp(logits[r, c]) − Σ_c q[c] · logits[r, c];
 * gradLogits = (softmax(logits) − q) / B where `gradLogits` is not null;
 * rowCorrect[r] = 1 if the first largest logit is the label's, else 0;
 * rowTopK[r] = 1 if fewer than `topK` classes c are ahead of the label, else 0, where it is not null. Class c ≠ label is
 * ahead unless logits[r, c] < logits[r, label], or they are equal and c > label (so that NaN is never correct).
 * Rows with label −1: all are 0. logits, gradLogits: [B, C]; batchLabels: int [B, 1]; rowLoss, rowCorrect, rowTopK:
 * [B, 1]. labelSmoothing in [0, 1), 0 for none. PyTorch's CrossEntropyLoss is the mean over the rows.
 */
export interface SoftmaxCrossEntropyOp extends LossOperands {
  readonly kind: 'softmaxCrossEntropy';
  readonly labelSmoothing: number;
}

export const softmaxCrossEntropy: OpDescription<SoftmaxCrossEntropyOp> = {
  buffers: lossBuffers,
  check: checkLoss,
  flops: ({ gradLogits, logits }, { size }) => (gradLogits === null ? 4 : 6) * size(logits),
  convention: 'mean over the batch; labelSmoothing as in PyTorch',
};

/**
 * rowLoss[r] = Σ_c (logits[r, c] − oneHot(label)[c])² / C; gradLogits = 2 · (logits − oneHot(label)) / (B · C); all else
 * as in softmaxCrossEntropy. The mean over rows is PyTorch's MSELoss.
 */
export interface MeanSquaredErrorOp extends LossOperands {
  readonly kind: 'meanSquaredError';
}

export const meanSquaredError: OpDescription<MeanSquaredErrorOp> = {
  buffers: lossBuffers,
  check: checkLoss,
  flops: ({ gradLogits, logits }, { size }) => (gradLogits === null ? 3 : 4) * size(logits),
  convention: 'against the one-hot class, mean over batch and classes',
};

interface LossOperands {
  readonly logits: BufferId;
  readonly batchLabels: BufferId;
  readonly rowLoss: BufferId;
  readonly rowCorrect: BufferId;
  readonly rowTopK: BufferId | null;
  /** From 1; without meaning where `rowTopK` is null. */
  readonly topK: number;
  readonly gradLogits: BufferId | null;
}

function lossBuffers(op: LossOperands): OpBuffers {
  return {
    reads: [op.logits, op.batchLabels],
    writes: given(op.rowLoss, op.rowCorrect, op.rowTopK, op.gradLogits),
  };
}

function checkLoss(op: SoftmaxCrossEntropyOp | MeanSquaredErrorOp, check: ShapeCheck): void {
  const { rows } = check.info(op.logits);
  for (const buffer of [op.batchLabels, op.rowLoss, op.rowCorrect, op.rowTopK]) {
    if (buffer !== null) check.shape(buffer, rows, 1);
  }
  if (op.gradLogits !== null) check.like(op.logits, op.gradLogits);
  if (op.rowTopK !== null) assert(op.topK >= 1, `${op.kind}: topK must be at least 1, is ${op.topK}`);
}

/**
 * log[s, 0] = Σ rowLoss, log[s, 1] = Σ rowCorrect, and log[s, 2] = Σ rowTopK where that is not null. A sum of losses that
 * is not finite halts the call after this step. rowLoss, rowCorrect, rowTopK: [B, 1]; log: [stepsMax, 2 or 3].
 */
export interface LogOp {
  readonly kind: 'log';
  readonly rowLoss: BufferId;
  readonly rowCorrect: BufferId;
  readonly rowTopK: BufferId | null;
  readonly log: BufferId;
}

export const log: OpDescription<LogOp> = {
  buffers: (op) => ({ reads: given(op.rowLoss, op.rowCorrect, op.rowTopK), writes: [op.log] }),
  check(op, check) {
    check.like(op.rowLoss, op.rowCorrect, ...given(op.rowTopK));
    check.shape(op.log, check.info(op.log).rows, op.rowTopK === null ? 2 : 3);
  },
  flops: ({ rowLoss }, { size }) => 2 * size(rowLoss),
  bytes: ({ rowLoss }, { bytes }) => 2 * bytes(rowLoss) + 2 * ELEMENT_BYTES.float,
  convention: null,
};
