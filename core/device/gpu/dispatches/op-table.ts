import type { Op, OpKind, OpOf } from '../../../plan/ops.ts';
import {
  batchNorm,
  batchNormBackward,
  batchNormEvaluate,
  batchNormFrozen,
  batchNormFrozenBackward,
} from './batch-norm.ts';
import { batchRenorm, batchRenormBackward } from './batch-renorm.ts';
import { activation, activationBackward, add, columnSum, log, reshape } from './elementwise.ts';
import { augment, dropout, gather } from './examples.ts';
import type { GpuOp } from './gpu-op.ts';
import { addWeightDecay, clipGradients, decayWeights } from './gradients.ts';
import { groupNorm, groupNormBackward } from './group-norm.ts';
import { meanSquaredError, softmaxCrossEntropy } from './loss.ts';
import { adam, rmsprop, sgd } from './optimizer.ts';
import { averagePool, averagePoolBackward, maxPool, maxPoolBackward } from './pooling.ts';
import { conv2d, conv2dGradInput, conv2dGradWeight, gemm } from './products.ts';
import { weightNorm, weightNormBackward } from './weight-norm.ts';

/** Every kind of op on the GPU. A kind that is missing here does not compile. */
const GPU_OPS = {
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
} satisfies { readonly [Kind in OpKind]: GpuOp<OpOf<Kind>> };

/** How the GPU runs an op, to be called with that op. */
export function gpuOp(op: Op): GpuOp<Op> {
  return GPU_OPS[op.kind];
}
