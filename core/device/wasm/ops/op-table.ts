import type { InPlace } from '../../../plan/memory.ts';
import type { Op, OpKind, OpOf } from '../../../plan/ops.ts';
import type { ParameterInfo } from '../../../plan/plan.ts';
import { augment, dropout, gather } from './examples.ts';
import { log, meanSquaredError, softmaxCrossEntropy } from './loss.ts';
import { activation, activationBackward, add, columnSum, gemm, reshape } from './matrix.ts';
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
} from './normalization.ts';
import { adam, addWeightDecay, clipGradients, decayWeights, rmsprop, sgd } from './optimizer.ts';
import {
  averagePool,
  averagePoolBackward,
  conv2d,
  conv2dGradInput,
  conv2dGradWeight,
  maxPool,
  maxPoolBackward,
} from './windows.ts';
import type { WasmOp } from './wasm-op.ts';

/** Every kind of op on the wasm device. A kind that is missing here does not compile. */
const WASM_OPS = {
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
} satisfies { readonly [Kind in OpKind]: WasmOp<OpOf<Kind>> };

/** How the wasm device runs an op, to be called with that op. */
export function wasmOp(op: Op): WasmOp<Op> {
  return WASM_OPS[op.kind];
}

/** How many records an op is encoded as. */
export function recordCount(op: Op, parameters: readonly ParameterInfo[]): number {
  return wasmOp(op).recordCount?.(op, parameters) ?? 1;
}

/** Where an op may write its output over an input. */
export function inPlace(op: Op): readonly InPlace[] {
  return wasmOp(op).inPlace?.(op) ?? [];
}
