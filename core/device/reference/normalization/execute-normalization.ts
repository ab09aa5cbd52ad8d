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
import * as frozen from './batch-norm-frozen.ts';
import * as batch from './batch-norm.ts';
import * as renorm from './batch-renorm.ts';
import * as group from './group-norm.ts';
import type { OpExecutor } from '../op-executor.ts';
import type { Operands } from '../buffers/operands.ts';
import * as weight from './weight-norm.ts';

export const batchNorm: OpExecutor<BatchNormOp> = (op, { operands }) => {
  const values = operands.floats(op, 'x', 'xHat', 'y', 'batchMean', 'invStd', 'runningMean', 'runningVar');
  batch.batchNorm({ ...values, ...operands.affine(op) }, op.epsilon, op.momentum);
};

export const batchNormEvaluate: OpExecutor<BatchNormEvaluateOp> = (op, { operands }) => {
  const values = operands.floats(op, 'x', 'y', 'runningMean', 'runningVar');
  batch.batchNormEvaluate({ ...values, ...operands.affine(op) }, op.epsilon);
};

export const batchNormBackward: OpExecutor<BatchNormBackwardOp> = (op, { operands }) => {
  batch.batchNormBackward(backward(op, operands));
};

export const batchNormFrozen: OpExecutor<BatchNormFrozenOp> = (op, { operands }) => {
  const values = operands.floats(op, 'x', 'xHat', 'y', 'invStd', 'runningMean', 'runningVar');
  frozen.batchNormFrozen({ ...values, ...operands.affine(op) }, op.epsilon);
};

export const batchNormFrozenBackward: OpExecutor<BatchNormFrozenBackwardOp> = (op, { operands }) => {
  frozen.batchNormFrozenBackward(backward(op, operands));
};

export const batchRenorm: OpExecutor<BatchRenormOp> = (op, { operands }) => {
  const statistics = operands.floats(op, 'batchMean', 'invStd', 'r', 'd', 'runningMean', 'runningVar');
  renorm.batchRenorm(op, { ...operands.floats(op, 'x', 'xHat', 'y'), ...statistics, ...operands.affine(op) });
};

export const batchRenormBackward: OpExecutor<BatchRenormBackwardOp> = (op, { operands }) => {
  renorm.batchRenormBackward({ ...backward(op, operands), ...operands.floats(op, 'r', 'd') });
};

export const groupNorm: OpExecutor<GroupNormOp> = (op, { operands }) => {
  group.groupNorm(op, { ...operands.floats(op, 'x', 'xHat', 'y', 'invStd'), ...operands.affine(op) });
};

export const groupNormBackward: OpExecutor<GroupNormBackwardOp> = (op, { operands }) => {
  group.groupNormBackward(op, backward(op, operands));
};

export const weightNorm: OpExecutor<WeightNormOp> = (op, { operands }) => {
  weight.weightNorm(operands.floats(op, 'direction', 'magnitude', 'weight', 'norm'));
};

export const weightNormBackward: OpExecutor<WeightNormBackwardOp> = (op, { operands }) => {
  const given = operands.floats(op, 'direction', 'magnitude', 'norm', 'gradWeight');
  weight.weightNormBackward({ ...given, ...operands.floats(op, 'gradDirection', 'gradMagnitude') });
};

function backward(op: Omit<BatchNormBackwardOp, 'kind'>, operands: Operands) {
  const values = operands.floats(op, 'xHat', 'invStd', 'gradOutput', 'gradInput', 'gradGamma', 'gradBeta');
  return { ...values, gamma: operands.optional(op.gamma) };
}
