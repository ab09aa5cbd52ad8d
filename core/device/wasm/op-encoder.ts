import { assert } from '../../assert.ts';
import type { ActivationFunction } from '../../plan/activation-function.ts';
import type { GatherOp, GemmOp, MeanSquaredErrorOp, Op, SoftmaxCrossEntropyOp } from '../../plan/ops.ts';
import type { Plan } from '../../plan/plan.ts';
import { encodeAugment } from './encode-augment.ts';
import { encodeNormalization } from './encode-normalization.ts';
import { encodeOptimizer } from './encode-optimizer.ts';
import { encodeConvolution, encodePool } from './encode-window-op.ts';
import type { MemoryMap } from './memory-map.ts';
import * as code from './op-code.ts';
import { OperandPlaces, type RecordFields } from './operand-places.ts';

/**
 * Turns ops into the records that the interpreter reads: rows of 32-bit words, first the op's code, then the fields in
 * the order that each kernel's comment states. Strides and lengths are in bytes.
 */

const FORMS: Readonly<Record<GemmOp['form'], number>> = { NN: code.FORM_NN, NT: code.FORM_NT, TN: code.FORM_TN };

const FUNCTIONS: Readonly<Record<ActivationFunction, number>> = {
  sigmoid: code.SIGMOID,
  tanh: code.TANH,
  relu: code.RELU,
  leakyRelu: code.LEAKY_RELU,
  elu: code.ELU,
  gelu: code.GELU,
  identity: code.IDENTITY,
};

/** All ops of a phase, one record after the other. */
export function encodeOps(ops: readonly Op[], map: MemoryMap, plan: Pick<Plan, 'parameters'>): Int32Array {
  const places = new OperandPlaces(map);
  const records = ops.flatMap((op) => encodeOp(op, places, plan));
  const words = new Int32Array(records.length * code.RECORD_WORDS);
  const floats = new Float32Array(words.buffer);
  records.forEach((fields, index) => {
    assert(fields.length <= code.RECORD_WORDS, `a record has ${code.RECORD_WORDS} words, not ${fields.length}`);
    fields.forEach((field, position) => {
      const word = index * code.RECORD_WORDS + position;
      if (typeof field === 'number') words[word] = field;
      else floats[word] = field.float;
    });
  });
  return words;
}

function encodeOp(op: Op, places: OperandPlaces, { parameters }: Pick<Plan, 'parameters'>): RecordFields[] {
  const { at, stride } = { at: (id: GemmOp['a']) => places.at(id), stride: (id: GemmOp['a']) => places.stride(id) };
  switch (op.kind) {
    case 'gather':
      return [encodeGather(op, places)];
    case 'augment':
      return [encodeAugment(op, places)];
    case 'reshape': {
      const shapes = [...places.shape(op.y), places.columns(op.x), stride(op.x)];
      return [[code.RESHAPE, ...shapes, at(op.x), at(op.y)]];
    }
    case 'gemm': {
      const factors = [at(op.a), stride(op.a), at(op.b), stride(op.b)];
      const result = [at(op.c), stride(op.c), places.optional(op.bias), Number(op.accumulate)];
      return [[code.GEMM, FORMS[op.form], op.m, op.n, op.k, ...factors, ...result]];
    }
    case 'columnSum':
      return [[code.COLUMN_SUM, ...places.shape(op.x), at(op.x), at(op.sum)]];
    case 'add':
      return [[code.ADD, places.bytes(op.y), at(op.a), at(op.b), at(op.y)]];
    case 'activation':
      return [[code.ACTIVATION, FUNCTIONS[op.function], places.bytes(op.x), at(op.x), at(op.y)]];
    case 'activationBackward': {
      const operands = [at(op.x), at(op.y), at(op.gradOutput), at(op.gradInput)];
      return [[code.ACTIVATION_BACKWARD, FUNCTIONS[op.function], places.bytes(op.x), ...operands]];
    }
    case 'dropout': {
      const operands = [at(op.x), at(op.y), at(op.keys), at(op.stepNumbers)];
      const threshold = Math.floor(op.rate * 2 ** 32);
      return [[code.DROPOUT, ...places.shape(op.x), ...operands, threshold | 0, { float: 1 - op.rate }]];
    }
    case 'softmaxCrossEntropy':
    case 'meanSquaredError':
      return [encodeLoss(op, places)];
    case 'log': {
      const from = [at(op.rowLoss), at(op.rowCorrect), stride(op.rowLoss)];
      return [[code.LOG, places.rows(op.rowLoss), ...from, at(op.log), stride(op.log), places.optional(op.rowTopK)]];
    }
    case 'conv2d':
    case 'conv2dGradInput':
    case 'conv2dGradWeight':
      return [encodeConvolution(op, places)];
    case 'maxPool':
    case 'maxPoolBackward':
    case 'averagePool':
    case 'averagePoolBackward':
      return [encodePool(op, places)];
    case 'clipGradients':
    case 'addWeightDecay':
    case 'decayWeights':
    case 'sgd':
    case 'rmsprop':
    case 'adam':
      return encodeOptimizer(op, places, parameters);
    default:
      return [encodeNormalization(op, places)];
  }
}

function encodeGather(op: GatherOp, places: OperandPlaces): RecordFields {
  const { elementType } = places.map.places[op.values].info;
  const kind = elementType === 'byte' ? code.VALUES_ARE_BYTES : code.VALUES_ARE_FLOATS;
  const examples = places.rows(op.batchLabels);
  const positions = places.rows(op.x) / examples;
  const from = [places.at(op.values), kind, places.stride(op.values), places.at(op.labels), places.at(op.indices)];
  const affine = [places.at(op.scale), places.at(op.shift)];
  const to = [places.at(op.x), places.stride(op.x), places.at(op.batchLabels)];
  const dense = positions > 1 && places.stride(op.x) === places.columns(op.x) * 4;
  return [code.GATHER, examples, places.columns(op.scale), ...from, ...affine, ...to, positions, Number(dense)];
}

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
