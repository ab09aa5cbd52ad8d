import type {
  AveragePoolBackwardOp,
  AveragePoolOp,
  Conv2dGradInputOp,
  Conv2dGradWeightOp,
  Conv2dOp,
  MaxPoolBackwardOp,
  MaxPoolOp,
} from '../../../plan/ops.ts';
import * as convolution from './conv2d.ts';
import type { OpExecutor } from '../op-executor.ts';
import * as pool from './pool.ts';

export const conv2d: OpExecutor<Conv2dOp> = (op, { operands }) => {
  const values = { ...operands.floats(op, 'x', 'weight', 'y'), bias: operands.optional(op.bias) };
  convolution.conv2d(op.geometry, values);
};

export const conv2dGradInput: OpExecutor<Conv2dGradInputOp> = (op, { operands }) => {
  convolution.conv2dGradInput(op.geometry, operands.floats(op, 'gradOutput', 'weight', 'gradInput'));
};

export const conv2dGradWeight: OpExecutor<Conv2dGradWeightOp> = (op, { operands }) => {
  convolution.conv2dGradWeight(op.geometry, operands.floats(op, 'x', 'gradOutput', 'gradWeight'));
};

export const maxPool: OpExecutor<MaxPoolOp> = (op, { operands }) => {
  pool.maxPool(op.geometry, operands.float(op.x), operands.float(op.y));
};

export const maxPoolBackward: OpExecutor<MaxPoolBackwardOp> = (op, { operands }) => {
  pool.maxPoolBackward(op.geometry, operands.floats(op, 'x', 'y', 'gradOutput', 'gradInput'));
};

export const averagePool: OpExecutor<AveragePoolOp> = (op, { operands }) => {
  pool.averagePool(op.geometry, operands.float(op.x), operands.float(op.y));
};

export const averagePoolBackward: OpExecutor<AveragePoolBackwardOp> = (op, { operands }) => {
  pool.averagePoolBackward(op.geometry, operands.float(op.gradOutput), operands.float(op.gradInput));
};
