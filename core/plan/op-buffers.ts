import type { Op } from './ops.ts';
import type { BufferId } from './plan.ts';

/** Which buffers an op touches. The optimizer's ops also touch all of `Plan.parameters`, which are persistent. */
export interface OpBuffers {
  readonly reads: readonly BufferId[];
  /** Written; running statistics and accumulated outputs are read as well, and so stand in both lists. */
  readonly writes: readonly BufferId[];
}

export function opBuffers(op: Op): OpBuffers {
  switch (op.kind) {
    case 'gather':
      return { reads: [op.values, op.labels, op.indices, op.scale, op.shift], writes: [op.x, op.batchLabels] };
    case 'gemm':
      return { reads: given(op.a, op.b, op.bias, op.accumulate ? op.c : null), writes: [op.c] };
    case 'activation':
      return { reads: [op.x], writes: [op.y] };
    case 'activationBackward':
      return { reads: [op.x, op.y, op.gradOutput], writes: [op.gradInput] };
    case 'batchNorm':
      return {
        reads: given(op.x, op.gamma, op.beta, op.runningMean, op.runningVar),
        writes: distinct(op.xHat, op.y, op.batchMean, op.invStd, op.runningMean, op.runningVar),
      };
    case 'batchNormEvaluate':
      return { reads: given(op.x, op.gamma, op.beta, op.runningMean, op.runningVar), writes: [op.y] };
    case 'batchNormBackward':
      return {
        reads: given(op.xHat, op.gamma, op.invStd, op.gradOutput),
        writes: [op.gradInput, op.gradGamma, op.gradBeta],
      };
    case 'softmaxCrossEntropy':
    case 'meanSquaredError':
      return { reads: [op.logits, op.batchLabels], writes: given(op.rowLoss, op.rowCorrect, op.gradLogits) };
    case 'columnSum':
      return { reads: [op.x], writes: [op.sum] };
    case 'log':
      return { reads: [op.rowLoss, op.rowCorrect], writes: [op.log] };
    case 'sgd':
      return { reads: [op.hyperparameters], writes: [] };
    default:
      return op satisfies never;
  }
}

function given(...buffers: (BufferId | null)[]): BufferId[] {
  return buffers.filter((buffer) => buffer !== null);
}

/** Without affine, y is xHat. */
function distinct(...buffers: BufferId[]): BufferId[] {
  return [...new Set(buffers)];
}
