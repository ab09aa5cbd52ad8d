import { assert } from '../../../assert.ts';
import type { LogOp, MeanSquaredErrorOp, SoftmaxCrossEntropyOp } from '../../../plan/ops.ts';
import * as code from '../op-code.ts';
import type { OperandPlaces, RecordFields } from './operand-places.ts';
import type { WasmOp } from './wasm-op.ts';

/** Records of losses and of their log. */

export const softmaxCrossEntropy: WasmOp<SoftmaxCrossEntropyOp> = {
  encode: (op, places) => [encodeLoss(op, places)],
};

export const meanSquaredError: WasmOp<MeanSquaredErrorOp> = { encode: (op, places) => [encodeLoss(op, places)] };

export const log: WasmOp<LogOp> = {
  encode(op, places) {
    const from = [places.at(op.rowLoss), places.at(op.rowCorrect), places.stride(op.rowLoss)];
    const to = [places.at(op.log), places.stride(op.log), places.optional(op.rowTopK)];
    return [[code.LOG, places.rows(op.rowLoss), ...from, ...to]];
  },
};

function encodeLoss(op: SoftmaxCrossEntropyOp | MeanSquaredErrorOp, places: OperandPlaces): RecordFields {
  assert(places.stride(op.rowLoss) === places.stride(op.rowCorrect), 'rowLoss and rowCorrect have the same stride');
  const kernel = op.kind === 'meanSquaredError' ? code.MEAN_SQUARED_ERROR : code.SOFTMAX_CROSS_ENTROPY;
  const operands = [places.at(op.logits), places.at(op.batchLabels)];
  const results = [
    places.at(op.rowLoss),
    places.at(op.rowCorrect),
    places.optional(op.gradLogits),
    places.stride(op.rowLoss),
  ];
  const smoothing = op.kind === 'softmaxCrossEntropy' ? op.labelSmoothing : 0;
  const scores = [places.optional(op.rowTopK), op.topK, { float: smoothing }];
  return [kernel, ...places.shape(op.logits), ...operands, ...results, ...scores];
}
