import type { LogOp, MeanSquaredErrorOp, SoftmaxCrossEntropyOp } from '../../../plan/ops.ts';
import { logStep } from './log.ts';
import * as loss from './loss.ts';
import type { OpExecutor } from '../op-executor.ts';
import type { Operands } from '../buffers/operands.ts';

export const softmaxCrossEntropy: OpExecutor<SoftmaxCrossEntropyOp> = (op, { operands }) => {
  loss.softmaxCrossEntropy(operandsOf(op, operands), op);
};

export const meanSquaredError: OpExecutor<MeanSquaredErrorOp> = (op, { operands }) => {
  loss.meanSquaredError(operandsOf(op, operands), op);
};

export const log: OpExecutor<LogOp> = (op, execution) => {
  const { operands, step } = execution;
  const values = operands.floats(op, 'rowLoss', 'rowCorrect', 'log');
  const finite = logStep({ ...values, rowTopK: operands.optional(op.rowTopK) }, step);
  if (!finite) execution.halted = true;
};

function operandsOf(op: SoftmaxCrossEntropyOp | MeanSquaredErrorOp, operands: Operands): loss.LossOperands {
  return {
    ...operands.floats(op, 'logits', 'rowLoss', 'rowCorrect'),
    batchLabels: operands.int(op.batchLabels),
    rowTopK: operands.optional(op.rowTopK),
    gradLogits: operands.optional(op.gradLogits),
  };
}
