import type { BufferId, BufferInfo } from './buffer.ts';
import type { OpBuffers, OpDescription } from './op-description.ts';
import type { Op, OpKind, OpOf } from './ops.ts';
import { activation, activationBackward } from './ops/activation.ts';
import { batchNormFrozen, batchNormFrozenBackward } from './ops/batch-norm-frozen.ts';
import { batchNorm, batchNormBackward, batchNormEvaluate } from './ops/batch-norm.ts';
import { batchRenorm, batchRenormBackward } from './ops/batch-renorm.ts';
import { conv2d, conv2dGradInput, conv2dGradWeight } from './ops/convolution.ts';
import { augment, gather, reshape } from './ops/data.ts';
import { dropout } from './ops/dropout.ts';
import { groupNorm, groupNormBackward } from './ops/group-norm.ts';
import { log, meanSquaredError, softmaxCrossEntropy } from './ops/loss.ts';
import { add, columnSum, gemm } from './ops/matrix.ts';
import { adam, addWeightDecay, clipGradients, decayWeights, rmsprop, sgd } from './ops/optimizer.ts';
import { averagePool, averagePoolBackward, maxPool, maxPoolBackward } from './ops/pooling.ts';
import { weightNorm, weightNormBackward } from './ops/weight-norm.ts';
import { ShapeCheck } from './shape-check.ts';

/** Every kind of op and its description. A kind that is missing here does not compile. */
export const OP_DESCRIPTIONS = {
  gather,
  augment,
  reshape,
  gemm,
  columnSum,
  add,
  activation,
  activationBackward,
  conv2d,
  conv2dGradInput,
  conv2dGradWeight,
  maxPool,
  maxPoolBackward,
  averagePool,
  averagePoolBackward,
  dropout,
  batchNorm,
  batchNormEvaluate,
  batchNormBackward,
  batchNormFrozen,
  batchNormFrozenBackward,
  batchRenorm,
  batchRenormBackward,
  groupNorm,
  groupNormBackward,
  weightNorm,
  weightNormBackward,
  softmaxCrossEntropy,
  meanSquaredError,
  log,
  clipGradients,
  addWeightDecay,
  decayWeights,
  sgd,
  rmsprop,
  adam,
} satisfies { readonly [Kind in OpKind]: OpDescription<OpOf<Kind>> };

/** The description of an op, to be called with that op. */
export function describeOp(op: Op): OpDescription<Op> {
  return OP_DESCRIPTIONS[op.kind];
}

/** Which buffers an op touches. */
export function opBuffers(op: Op): OpBuffers {
  return describeOp(op).buffers(op);
}

/**
 * Holds an op against the shapes that its docstring states when it is emitted: a layer that wires its buffers wrongly
 * fails there, with the op and the buffer named, and not as wrong numbers on some device.
 */
export function checkOpShapes(op: Op, infoOf: (buffer: BufferId) => BufferInfo): void {
  describeOp(op).check(op, new ShapeCheck(op.kind, infoOf));
}
