import type { ActivationFunction } from '../../../plan/activation-function.ts';
import type { ActivationBackwardOp, ActivationOp, AddOp, ColumnSumOp, GemmOp, ReshapeOp } from '../../../plan/ops.ts';
import * as code from '../op-code.ts';
import { productBytes } from './packing.ts';
import type { WasmOp } from './wasm-op.ts';

/** Records of matrix products, sums, and functions of each element. */

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

export const gemm: WasmOp<GemmOp> = {
  encode(op, places) {
    const factors = [places.at(op.a), places.stride(op.a), places.at(op.b), places.stride(op.b)];
    const result = [places.at(op.c), places.stride(op.c), places.optional(op.bias), Number(op.accumulate)];
    return [[code.GEMM, FORMS[op.form], op.m, op.n, op.k, ...factors, ...result]];
  },
  workBytes: ({ m }) => productBytes(m),
};

export const columnSum: WasmOp<ColumnSumOp> = {
  encode: (op, places) => [[code.COLUMN_SUM, ...places.shape(op.x), places.at(op.x), places.at(op.sum)]],
};

export const add: WasmOp<AddOp> = {
  encode: (op, places) => [[code.ADD, places.bytes(op.y), places.at(op.a), places.at(op.b), places.at(op.y)]],
  inPlace: ({ a, b, y }) => [
    { input: a, output: y },
    { input: b, output: y },
  ],
};

export const reshape: WasmOp<ReshapeOp> = {
  encode(op, places) {
    const shapes = [...places.shape(op.y), places.columns(op.x), places.stride(op.x)];
    return [[code.RESHAPE, ...shapes, places.at(op.x), places.at(op.y)]];
  },
  unpadded: ({ x, y }) => [x, y],
};

export const activation: WasmOp<ActivationOp> = {
  encode: (op, places) => [
    [code.ACTIVATION, FUNCTIONS[op.function], places.bytes(op.x), places.at(op.x), places.at(op.y)],
  ],
  inPlace: ({ x, y }) => [{ input: x, output: y }],
};

export const activationBackward: WasmOp<ActivationBackwardOp> = {
  encode(op, places) {
    const operands = [op.x, op.y, op.gradOutput, op.gradInput].map((id) => places.at(id));
    return [[code.ACTIVATION_BACKWARD, FUNCTIONS[op.function], places.bytes(op.x), ...operands]];
  },
  inPlace: ({ gradOutput, gradInput }) => [{ input: gradOutput, output: gradInput }],
};
