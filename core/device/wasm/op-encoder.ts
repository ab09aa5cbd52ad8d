import { assert, present } from '../../assert.ts';
import type { ActivationFunction } from '../../plan/activation-function.ts';
import type { GemmOp, Op, SgdOp } from '../../plan/ops.ts';
import { DeviceError } from '../../errors.ts';
import { scheduleColumn, type BufferId } from '../../plan/plan.ts';
import type { BufferPlace, MemoryMap } from './memory-map.ts';
import * as code from './op-code.ts';

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

/** A field that the kernel reads as a float. */
interface FloatField {
  readonly float: number;
}

type Field = number | FloatField;

/** All ops of a phase, one record after the other. */
export function encodeOps(ops: readonly Op[], map: MemoryMap): Int32Array {
  const words = new Int32Array(ops.length * code.RECORD_WORDS);
  const floats = new Float32Array(words.buffer);
  ops.forEach((op, index) => {
    const fields = encodeOp(op, map);
    assert(fields.length <= code.RECORD_WORDS, `${op.kind} has more fields than a record has words`);
    fields.forEach((field, position) => {
      const word = index * code.RECORD_WORDS + position;
      if (typeof field === 'number') words[word] = field;
      else floats[word] = field.float;
    });
  });
  return words;
}

function encodeOp(op: Op, map: MemoryMap): Field[] {
  const at = (id: BufferId) => map.places[id].address;
  const optional = (id: BufferId | null) => (id === null ? 0 : at(id));
  const stride = (id: BufferId) => strideOf(map.places[id]);
  const { rows, columns } = shapeReader(map);

  switch (op.kind) {
    case 'gather': {
      if (rows(op.x) !== rows(op.batchLabels)) throw unsupported('gather into images');
      const kind = map.places[op.values].info.elementType === 'byte' ? code.VALUES_ARE_BYTES : code.VALUES_ARE_FLOATS;
      const from = [at(op.values), kind, stride(op.values), at(op.labels), at(op.indices), at(op.scale), at(op.shift)];
      return [code.GATHER, rows(op.x), columns(op.x), ...from, at(op.x), stride(op.x), at(op.batchLabels)];
    }
    case 'gemm': {
      const factors = [at(op.a), stride(op.a), at(op.b), stride(op.b)];
      const result = [at(op.c), stride(op.c), optional(op.bias), Number(op.accumulate)];
      return [code.GEMM, FORMS[op.form], op.m, op.n, op.k, ...factors, ...result];
    }
    case 'activation':
      return [code.ACTIVATION, FUNCTIONS[op.function], rows(op.x) * stride(op.x), at(op.x), at(op.y)];
    case 'activationBackward': {
      const operands = [at(op.x), at(op.y), at(op.gradOutput), at(op.gradInput)];
      return [code.ACTIVATION_BACKWARD, FUNCTIONS[op.function], rows(op.x) * stride(op.x), ...operands];
    }
    case 'batchNorm': {
      const values = [at(op.x), at(op.xHat), at(op.y), optional(op.gamma), optional(op.beta)];
      const statistics = [at(op.batchMean), at(op.invStd), at(op.runningMean), at(op.runningVar)];
      const constants = [{ float: op.epsilon }, { float: op.momentum }];
      return [code.BATCH_NORM, rows(op.x), columns(op.x), stride(op.x), ...values, ...statistics, ...constants];
    }
    case 'batchNormEvaluate': {
      const values = [at(op.x), at(op.y), optional(op.gamma), optional(op.beta)];
      const statistics = [at(op.runningMean), at(op.runningVar), { float: op.epsilon }];
      return [code.BATCH_NORM_EVALUATE, rows(op.x), columns(op.x), stride(op.x), ...values, ...statistics];
    }
    case 'batchNormBackward': {
      const values = [at(op.xHat), optional(op.gamma), at(op.invStd), at(op.gradOutput)];
      const gradients = [at(op.gradInput), at(op.gradGamma), at(op.gradBeta)];
      return [code.BATCH_NORM_BACKWARD, rows(op.xHat), columns(op.xHat), stride(op.xHat), ...values, ...gradients];
    }
    case 'softmaxCrossEntropy':
    case 'meanSquaredError': {
      if (op.rowTopK !== null) throw unsupported(`${op.kind} with topK`);
      if (op.kind === 'softmaxCrossEntropy' && op.labelSmoothing > 0) throw unsupported(`${op.kind} with labelSmoothing`);
      assert(stride(op.rowLoss) === stride(op.rowCorrect), 'rowLoss and rowCorrect have the same stride');
      const kernel = op.kind === 'meanSquaredError' ? code.MEAN_SQUARED_ERROR : code.SOFTMAX_CROSS_ENTROPY;
      const results = [at(op.rowLoss), at(op.rowCorrect), optional(op.gradLogits), stride(op.rowLoss)];
      const shape = [rows(op.logits), columns(op.logits), stride(op.logits)];
      return [kernel, ...shape, at(op.logits), at(op.batchLabels), ...results];
    }
    case 'columnSum':
      return [code.COLUMN_SUM, rows(op.x), columns(op.x), stride(op.x), at(op.x), at(op.sum)];
    case 'log': {
      const from = [at(op.rowLoss), at(op.rowCorrect), stride(op.rowLoss)];
      return [code.LOG, rows(op.rowLoss), ...from, at(op.log), stride(op.log)];
    }
    case 'sgd': {
      const { values, gradients, moments, byteLength } = map.arenas;
      const velocities = op.momentum > 0 ? present(moments[0], 'the velocities') : 0;
      const learningRates = [at(op.schedule) + scheduleColumn('learningRate') * 4, stride(op.schedule)];
      const arenas = [byteLength, values, gradients, velocities];
      return [code.SGD, sgdKind(op), ...arenas, ...learningRates, { float: op.momentum }];
    }
    default:
      throw unsupported(op.kind);
  }
}

function unsupported(what: string): DeviceError {
  return new DeviceError('UNSUPPORTED', `The wasm device does not have the op ${what}. Use another device for this run.`, {
    op: what,
  });
}

function sgdKind({ momentum, nesterov }: SgdOp): number {
  if (momentum === 0) return code.SGD_PLAIN;
  return nesterov ? code.SGD_NESTEROV : code.SGD_MOMENTUM;
}

function strideOf({ info, leadingDimension }: BufferPlace): number {
  return leadingDimension * (info.elementType === 'byte' ? 1 : 4);
}

function shapeReader(map: MemoryMap): { rows: (id: BufferId) => number; columns: (id: BufferId) => number } {
  return { rows: (id) => map.places[id].info.rows, columns: (id) => map.places[id].info.columns };
}
