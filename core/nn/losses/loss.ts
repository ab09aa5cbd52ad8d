import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import type { LossSpec } from '../../spec/training.ts';
import type { Mode } from '../layers/layer.ts';

export interface LossBuffers {
  /** float [B, 1]; 0 in rows without an example. */
  readonly rowLoss: BufferId;
  /** float [B, 1]; 1 where the first largest logit is the label's. */
  readonly rowCorrect: BufferId;
  /** Gradient of the batch's mean loss, [B, classes]; null in evaluation mode. */
  readonly gradLogits: BufferId | null;
}

/**
 * Emits the loss of each row and, in training mode, its gradient. Each loss is one op, which holds both (see `ops.ts` for
 * the formulas): softmax and its logarithm are only safe together.
 */
export function emitLoss(
  phase: PhaseBuilder,
  loss: LossSpec,
  logits: BufferId,
  batchLabels: BufferId,
  mode: Mode,
): LossBuffers {
  const rows = phase.rows(logits);
  const buffers: LossBuffers = {
    rowLoss: phase.scratch('loss/rowLoss', rows, 1),
    rowCorrect: phase.scratch('loss/rowCorrect', rows, 1),
    gradLogits: mode === 'training' ? phase.scratch('loss/gradLogits', rows, phase.columns(logits)) : null,
  };
  const operands = { logits, batchLabels, ...buffers, rowTopK: null, topK: 1 };
  if (loss === 'softmaxCrossEntropy') phase.emit({ kind: loss, labelSmoothing: 0, ...operands });
  else phase.emit({ kind: loss, ...operands });
  return buffers;
}
