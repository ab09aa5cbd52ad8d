import type { AugmentOp, DropoutOp, GatherOp, ReshapeOp } from '../../../plan/ops.ts';
import { augment as augmentImages } from './augment.ts';
import { dropout as drop } from './dropout.ts';
import { gather as gatherExamples } from './gather.ts';
import type { OpExecutor } from '../op-executor.ts';

export const gather: OpExecutor<GatherOp> = (op, { operands, step }) => {
  const ints = {
    labels: operands.int(op.labels),
    indices: operands.int(op.indices),
    batchLabels: operands.int(op.batchLabels),
  };
  gatherExamples({ values: operands.any(op.values), ...ints, ...operands.floats(op, 'scale', 'shift', 'x') }, step);
};

export const augment: OpExecutor<AugmentOp> = (op, { operands, step }) => {
  augmentImages(op, { ...operands.floats(op, 'x', 'y', 'padding'), moves: operands.int(op.moves) }, step);
};

export const reshape: OpExecutor<ReshapeOp> = (op, { operands }) => {
  operands.float(op.y).values.set(operands.float(op.x).values);
};

export const dropout: OpExecutor<DropoutOp> = (op, { operands, step }) => {
  const stepNumber = operands.int(op.stepNumbers).values[step];
  drop(op.rate, { ...operands.floats(op, 'x', 'y'), keys: operands.int(op.keys), stepNumber });
};
