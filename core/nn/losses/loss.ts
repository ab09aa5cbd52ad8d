import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import type { RunSpec } from '../../spec/experiment.ts';
import type { Mode } from '../layers/layer.ts';

export interface LossBuffers {
  /** float [B, 1]; 0 in rows without an example. */
  readonly rowLoss: BufferId;
  /** float [B, 1]; 1 where the first largest logit is the label's. */
  readonly rowCorrect: BufferId;
  /** float [B, 1]; 1 where the label's logit is among the k largest; null if the spec does not ask for it. */
  readonly rowTopK: BufferId | null;
  /** Gradient of the batch's mean loss, [B, classes]; null in evaluation mode. */
  readonly gradLogits: BufferId | null;
}

/** The part of a spec that determines the loss and what is counted along with it. */
export type LossOptions = Pick<RunSpec, 'loss' | 'labelSmoothing' | 'evaluation'>;

/**
 * Emits the loss of each row and, in training mode, its gradient. Each loss is a single op that computes both (formulas in
 * `plan/ops/loss.ts`), because softmax and its logarithm are numerically safe only together. Targets are smoothed in
 * evaluation too, so that training and test losses are comparable.
 */
export function emitLoss(
  phase: PhaseBuilder,
  options: LossOptions,
  logits: BufferId,
  batchLabels: BufferId,
  mode: Mode,
): LossBuffers {
  const { loss, labelSmoothing = 0 } = options;
  const { topK } = options.evaluation;
  const rows = phase.rows(logits);
  const buffers: LossBuffers = {
    rowLoss: phase.scratch('loss/rowLoss', rows, 1),
    rowCorrect: phase.scratch('loss/rowCorrect', rows, 1),
    rowTopK: topK === undefined ? null : phase.scratch('loss/rowTopK', rows, 1),
    gradLogits: mode === 'training' ? phase.scratch('loss/gradLogits', rows, phase.columns(logits)) : null,
  };
  const operands = { logits, batchLabels, ...buffers, topK: topK ?? 1 };
  if (loss === 'softmaxCrossEntropy') phase.emit({ kind: loss, labelSmoothing, ...operands });
  else phase.emit({ kind: loss, ...operands });
  return buffers;
}
