import type { Op } from '../../../plan/ops.ts';
import type { BufferId } from '../../../plan/plan.ts';

/**
 * A kernel of gpu.js has one output. Where an op has several vectors to write, they lie below each other, so that they are
 * one output all the same: `members` are buffers of the plan, and `hidden` more rows serve the op's other kernels.
 */
export interface StripWish {
  readonly members: readonly BufferId[];
  readonly hidden: number;
  /** Whether the op computes them from their own former values. */
  readonly updated: boolean;
}

export function opStrips(op: Op): StripWish[] {
  switch (op.kind) {
    case 'batchNorm':
      return [
        { members: [op.batchMean, op.invStd], hidden: 2, updated: false },
        { members: [op.runningMean, op.runningVar], hidden: 0, updated: true },
      ];
    case 'batchRenorm':
      return [
        { members: [op.batchMean, op.invStd], hidden: 2, updated: false },
        { members: [op.r, op.d], hidden: 0, updated: false },
        { members: [op.runningMean, op.runningVar], hidden: 0, updated: true },
      ];
    case 'batchNormBackward':
    case 'batchNormFrozenBackward':
    case 'batchRenormBackward':
    case 'groupNormBackward':
      return [{ members: [op.gradGamma, op.gradBeta], hidden: 0, updated: false }];
    case 'softmaxCrossEntropy':
    case 'meanSquaredError':
      return [{ members: lossRows(op), hidden: LOSS_HIDDEN_ROWS, updated: false }];
    default:
      return [];
  }
}

/** After the rows of the plan: the largest logit, and Σ exp(logit − largest). */
export const LOSS_HIDDEN_ROWS = 2;

export function lossRows(op: {
  readonly rowLoss: BufferId;
  readonly rowCorrect: BufferId;
  readonly rowTopK?: BufferId | null;
}): BufferId[] {
  const { rowLoss, rowCorrect, rowTopK = null } = op;
  return rowTopK === null ? [rowLoss, rowCorrect] : [rowLoss, rowCorrect, rowTopK];
}
