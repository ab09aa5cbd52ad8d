import type {
  BatchNormBackwardOp,
  BatchNormEvaluateOp,
  BatchNormFrozenBackwardOp,
  BatchNormFrozenOp,
  BatchNormOp,
  BatchRenormBackwardOp,
  BatchRenormOp,
  GroupNormBackwardOp,
  GroupNormOp,
  WeightNormBackwardOp,
  WeightNormOp,
} from '../../../plan/ops.ts';
import * as code from '../op-code.ts';
import type { OperandPlaces } from './operand-places.ts';
import type { WasmOp } from './wasm-op.ts';

/** Records of normalizations. */

export const batchNorm: WasmOp<BatchNormOp> = {
  encode: (op, places) => [
    [code.BATCH_NORM, ...trained(op, op.batchMean, places), { float: op.epsilon }, { float: op.momentum }],
  ],
  inPlace: ({ x, y }) => [{ input: x, output: y }],
};

export const batchNormFrozen: WasmOp<BatchNormFrozenOp> = {
  encode: (op, places) => [[code.BATCH_NORM_FROZEN, ...trained(op, null, places), { float: op.epsilon }]],
  inPlace: ({ x, y }) => [{ input: x, output: y }],
};

export const batchRenorm: WasmOp<BatchRenormOp> = {
  encode(op, places) {
    const constants = [{ float: op.epsilon }, { float: op.momentum }];
    const limits = [{ float: op.rMax }, { float: 1 / op.rMax }, { float: op.dMax }];
    const corrections = [places.at(op.r), places.at(op.d)];
    return [[code.BATCH_RENORM, ...trained(op, op.batchMean, places), ...constants, ...corrections, ...limits]];
  },
  inPlace: ({ x, y }) => [{ input: x, output: y }],
};

export const batchNormEvaluate: WasmOp<BatchNormEvaluateOp> = {
  encode(op, places) {
    const values = [places.at(op.x), places.at(op.y), places.optional(op.gamma), places.optional(op.beta)];
    const statistics = [places.at(op.runningMean), places.at(op.runningVar), { float: op.epsilon }];
    return [[code.BATCH_NORM_EVALUATE, ...places.shape(op.x), ...values, ...statistics]];
  },
  inPlace: ({ x, y }) => [{ input: x, output: y }],
};

export const batchNormBackward: WasmOp<BatchNormBackwardOp> = {
  encode: (op, places) => [[code.BATCH_NORM_BACKWARD, ...backward(op, places)]],
  inPlace: ({ gradOutput, gradInput }) => [{ input: gradOutput, output: gradInput }],
};

export const batchNormFrozenBackward: WasmOp<BatchNormFrozenBackwardOp> = {
  encode: (op, places) => [[code.BATCH_NORM_FROZEN_BACKWARD, ...backward(op, places)]],
  inPlace: ({ gradOutput, gradInput }) => [{ input: gradOutput, output: gradInput }],
};

export const batchRenormBackward: WasmOp<BatchRenormBackwardOp> = {
  encode: (op, places) => [[code.BATCH_RENORM_BACKWARD, ...backward(op, places), places.at(op.r), places.at(op.d)]],
  inPlace: ({ gradOutput, gradInput }) => [{ input: gradOutput, output: gradInput }],
};

export const groupNorm: WasmOp<GroupNormOp> = {
  encode(op, places) {
    const outputs = [places.at(op.x), places.at(op.xHat), places.at(op.y)];
    const values = [...outputs, places.optional(op.gamma), places.optional(op.beta)];
    const invStd = [places.at(op.invStd), places.stride(op.invStd)];
    const groups = [op.positions, op.groups, { float: op.epsilon }];
    return [[code.GROUP_NORM, ...examples(op.x, op.positions, places), ...values, ...invStd, ...groups]];
  },
};

export const groupNormBackward: WasmOp<GroupNormBackwardOp> = {
  encode(op, places) {
    const invStd = [places.at(op.invStd), places.stride(op.invStd)];
    const values = [places.at(op.xHat), places.optional(op.gamma), ...invStd];
    const gradients = [op.gradOutput, op.gradInput, op.gradGamma, op.gradBeta].map((id) => places.at(id));
    const shape = examples(op.xHat, op.positions, places);
    return [[code.GROUP_NORM_BACKWARD, ...shape, ...values, ...gradients, op.positions, op.groups]];
  },
};

export const weightNorm: WasmOp<WeightNormOp> = {
  encode(op, places) {
    const values = [op.direction, op.magnitude, op.weight, op.norm].map((id) => places.at(id));
    return [[code.WEIGHT_NORM, ...places.shape(op.direction), ...values]];
  },
};

export const weightNormBackward: WasmOp<WeightNormBackwardOp> = {
  encode(op, places) {
    const given = [op.direction, op.magnitude, op.norm, op.gradWeight].map((id) => places.at(id));
    const gradients = [places.at(op.gradDirection), places.at(op.gradMagnitude)];
    return [[code.WEIGHT_NORM_BACKWARD, ...places.shape(op.direction), ...given, ...gradients]];
  },
};

function trained(
  op: BatchNormOp | BatchNormFrozenOp | BatchRenormOp,
  batchMean: BatchNormOp['batchMean'] | null,
  places: OperandPlaces,
): number[] {
  const values = [
    places.at(op.x),
    places.at(op.xHat),
    places.at(op.y),
    places.optional(op.gamma),
    places.optional(op.beta),
  ];
  const running = [places.at(op.runningMean), places.at(op.runningVar)];
  return [...places.shape(op.x), ...values, places.optional(batchMean), places.at(op.invStd), ...running];
}

function backward(
  op: BatchNormBackwardOp | BatchNormFrozenBackwardOp | BatchRenormBackwardOp,
  places: OperandPlaces,
): number[] {
  const values = [places.at(op.xHat), places.optional(op.gamma), places.at(op.invStd), places.at(op.gradOutput)];
  const gradients = [places.at(op.gradInput), places.at(op.gradGamma), places.at(op.gradBeta)];
  return [...places.shape(op.xHat), ...values, ...gradients];
}

function examples(x: GroupNormOp['x'], positions: number, places: OperandPlaces): number[] {
  return [places.rows(x) / positions, places.columns(x), places.stride(x)];
}
