import type { ActivationBackwardOp, ActivationOp, AddOp, ColumnSumOp, GemmOp } from '../../../plan/ops.ts';
import * as elementwise from './activation.ts';
import { add as addMatrices } from './add.ts';
import { columnSum as sumColumns } from './column-sum.ts';
import { gemm as multiply } from './gemm.ts';
import type { OpExecutor } from '../op-executor.ts';

export const gemm: OpExecutor<GemmOp> = (op, { operands }) => {
  multiply(op, operands.float(op.a), operands.float(op.b), operands.float(op.c), operands.optional(op.bias));
};

export const columnSum: OpExecutor<ColumnSumOp> = ({ x, sum }, { operands }) => {
  sumColumns(operands.float(x), operands.float(sum));
};

export const add: OpExecutor<AddOp> = ({ a, b, y }, { operands }) => {
  addMatrices(operands.float(a), operands.float(b), operands.float(y));
};

export const activation: OpExecutor<ActivationOp> = (op, { operands }) => {
  elementwise.activation(op.function, operands.float(op.x), operands.float(op.y));
};

export const activationBackward: OpExecutor<ActivationBackwardOp> = (op, { operands }) => {
  const [x, gradOutput, gradInput] = [op.x, op.gradOutput, op.gradInput].map((id) => operands.float(id));
  elementwise.activationBackward(op.function, x, gradOutput, gradInput);
};
