import type { BufferId } from '../buffer.ts';

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

/**
 * rowLoss[r] = Σ_c (logits[r, c] − oneHot(label)[c])² / C; gradLogits = 2 · (logits − oneHot(label)) / (B · C); all else
 * as in softmaxCrossEntropy. The mean over rows is PyTorch's MSELoss.
 */
export interface MeanSquaredErrorOp extends LossOperands {
  readonly kind: 'meanSquaredError';
}

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
