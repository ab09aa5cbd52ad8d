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
    case 'augment':
      return { reads: [op.x, op.moves, op.padding], writes: [op.y] };
    case 'reshape':
      return { reads: [op.x], writes: [op.y] };
    case 'add':
      return { reads: [op.a, op.b], writes: [op.y] };
    case 'conv2d':
      return { reads: given(op.x, op.weight, op.bias), writes: [op.y] };
    case 'conv2dGradInput':
      return { reads: [op.gradOutput, op.weight], writes: [op.gradInput] };
    case 'conv2dGradWeight':
      return { reads: [op.x, op.gradOutput], writes: [op.gradWeight] };
    case 'maxPool':
    case 'averagePool':
      return { reads: [op.x], writes: [op.y] };
    case 'maxPoolBackward':
      return { reads: [op.x, op.y, op.gradOutput], writes: [op.gradInput] };
    case 'averagePoolBackward':
      return { reads: [op.gradOutput], writes: [op.gradInput] };
    case 'dropout':
      return { reads: [op.x, op.keys, op.stepNumbers], writes: [op.y] };
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
    case 'batchNormFrozen':
      return {
        reads: given(op.x, op.gamma, op.beta, op.runningMean, op.runningVar),
        writes: distinct(op.xHat, op.y, op.invStd),
      };
    case 'batchRenorm':
      return {
        reads: given(op.x, op.gamma, op.beta, op.runningMean, op.runningVar),
        writes: distinct(op.xHat, op.y, op.batchMean, op.invStd, op.r, op.d, op.runningMean, op.runningVar),
      };
    case 'batchRenormBackward':
      return {
        reads: given(op.xHat, op.gamma, op.invStd, op.r, op.d, op.gradOutput),
        writes: [op.gradInput, op.gradGamma, op.gradBeta],
      };
    case 'groupNorm':
      return { reads: given(op.x, op.gamma, op.beta), writes: distinct(op.xHat, op.y, op.invStd) };
    case 'weightNorm':
      return { reads: [op.direction, op.magnitude], writes: [op.weight, op.norm] };
    case 'weightNormBackward':
      return {
        reads: [op.direction, op.magnitude, op.norm, op.gradWeight],
        writes: [op.gradDirection, op.gradMagnitude],
      };
    case 'batchNormBackward':
    case 'batchNormFrozenBackward':
    case 'groupNormBackward':
      return {
        reads: given(op.xHat, op.gamma, op.invStd, op.gradOutput),
        writes: [op.gradInput, op.gradGamma, op.gradBeta],
      };
    case 'softmaxCrossEntropy':
    case 'meanSquaredError':
      return {
        reads: [op.logits, op.batchLabels],
        writes: given(op.rowLoss, op.rowCorrect, op.rowTopK, op.gradLogits),
      };
    case 'columnSum':
      return { reads: [op.x], writes: [op.sum] };
    case 'log':
      return { reads: given(op.rowLoss, op.rowCorrect, op.rowTopK), writes: [op.log] };
    case 'clipGradients':
    case 'addWeightDecay':
      return { reads: [], writes: [] };
    case 'decayWeights':
    case 'sgd':
    case 'rmsprop':
    case 'adam':
      return { reads: [op.schedule], writes: [] };
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
