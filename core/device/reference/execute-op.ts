import type { Op, OpKind, OpOf } from '../../plan/ops.ts';
import { augment, dropout, gather, reshape } from './examples/execute-examples.ts';
import { log, meanSquaredError, softmaxCrossEntropy } from './loss/execute-loss.ts';
import { activation, activationBackward, add, columnSum, gemm } from './matrix/execute-matrix.ts';
import {
  batchNorm,
  batchNormBackward,
  batchNormEvaluate,
  batchNormFrozen,
  batchNormFrozenBackward,
  batchRenorm,
  batchRenormBackward,
  groupNorm,
  groupNormBackward,
  weightNorm,
  weightNormBackward,
} from './normalization/execute-normalization.ts';
import { adam, addWeightDecay, clipGradients, decayWeights, rmsprop, sgd } from './optimizer/execute-optimizer.ts';
import {
  averagePool,
  averagePoolBackward,
  conv2d,
  conv2dGradInput,
  conv2dGradWeight,
  maxPool,
  maxPoolBackward,
} from './windows/execute-windows.ts';
import type { Execution, OpExecutor } from './op-executor.ts';

/** Every kind of op on the reference device. A kind that is missing here does not compile. */
const EXECUTORS = {
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
} satisfies { readonly [Kind in OpKind]: OpExecutor<OpOf<Kind>> };

/** Runs one op of a step on the reference device's buffers. */
export function executeOp(op: Op, execution: Execution): void {
  const execute = EXECUTORS[op.kind] as OpExecutor<Op>;
  execute(op, execution);
}
