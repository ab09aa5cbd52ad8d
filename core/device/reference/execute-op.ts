import type { Op } from '../../plan/ops.ts';
import type { Plan } from '../../plan/plan.ts';
import { activation, activationBackward } from './activation.ts';
import { augment } from './augment.ts';
import { columnSum } from './column-sum.ts';
import { conv2d, conv2dGradInput, conv2dGradWeight } from './conv2d.ts';
import { dropout } from './dropout.ts';
import { add } from './add.ts';
import { executeNormalization } from './execute-normalization.ts';
import { executeOptimizer } from './execute-optimizer.ts';
import { gather } from './gather.ts';
import { gemm } from './gemm.ts';
import { logStep } from './log.ts';
import { meanSquaredError, softmaxCrossEntropy, type LossOperands } from './loss.ts';
import type { Matrix } from './matrix.ts';
import { Operands } from './operands.ts';
import { averagePool, averagePoolBackward, maxPool, maxPoolBackward } from './pool.ts';

/**
 * Runs one op of a step on the reference device's buffers.
 * @param step The step's number within the call.
 * @returns false if the call must halt after this step.
 */
export function executeOp(op: Op, plan: Plan, buffers: readonly Matrix[], step: number): boolean {
  const operands = new Operands(buffers);
  if (op.kind === 'log') {
    const log = operands.floats(op, 'rowLoss', 'rowCorrect', 'log');
    return logStep({ ...log, rowTopK: operands.optional(op.rowTopK) }, step);
  }
  execute(op, plan, operands, step);
  return true;
}

function execute(op: Exclude<Op, { kind: 'log' }>, plan: Plan, operands: Operands, step: number): void {
  const float = operands.float.bind(operands);
  const int = operands.int.bind(operands);
  switch (op.kind) {
    case 'gather': {
      const values = operands.any(op.values);
      const ints = { labels: int(op.labels), indices: int(op.indices), batchLabels: int(op.batchLabels) };
      return gather({ values, ...ints, ...operands.floats(op, 'scale', 'shift', 'x') }, step);
    }
    case 'augment':
      return augment(op, { ...operands.floats(op, 'x', 'y', 'padding'), moves: int(op.moves) }, step);
    case 'reshape':
      return float(op.y).values.set(float(op.x).values);
    case 'gemm':
      return gemm(op, float(op.a), float(op.b), float(op.c), operands.optional(op.bias));
    case 'columnSum':
      return columnSum(float(op.x), float(op.sum));
    case 'add':
      return add(float(op.a), float(op.b), float(op.y));
    case 'activation':
      return activation(op.function, float(op.x), float(op.y));
    case 'activationBackward':
      return activationBackward(op.function, float(op.x), float(op.gradOutput), float(op.gradInput));
    case 'conv2d':
      return conv2d(op.geometry, { ...operands.floats(op, 'x', 'weight', 'y'), bias: operands.optional(op.bias) });
    case 'conv2dGradInput':
      return conv2dGradInput(op.geometry, operands.floats(op, 'gradOutput', 'weight', 'gradInput'));
    case 'conv2dGradWeight':
      return conv2dGradWeight(op.geometry, operands.floats(op, 'x', 'gradOutput', 'gradWeight'));
    case 'maxPool':
      return maxPool(op.geometry, float(op.x), float(op.y));
    case 'maxPoolBackward':
      return maxPoolBackward(op.geometry, operands.floats(op, 'x', 'y', 'gradOutput', 'gradInput'));
    case 'averagePool':
      return averagePool(op.geometry, float(op.x), float(op.y));
    case 'averagePoolBackward':
      return averagePoolBackward(op.geometry, float(op.gradOutput), float(op.gradInput));
    case 'dropout': {
      const stepNumber = int(op.stepNumbers).values[step];
      return dropout(op.rate, { x: float(op.x), y: float(op.y), keys: int(op.keys), stepNumber });
    }
    case 'softmaxCrossEntropy':
    case 'meanSquaredError': {
      const loss: LossOperands = {
        ...operands.floats(op, 'logits', 'rowLoss', 'rowCorrect'),
        batchLabels: int(op.batchLabels),
        rowTopK: operands.optional(op.rowTopK),
        gradLogits: operands.optional(op.gradLogits),
      };
      if (op.kind === 'softmaxCrossEntropy') return softmaxCrossEntropy(loss, op);
      return meanSquaredError(loss, op);
    }
    case 'clipGradients':
    case 'addWeightDecay':
    case 'decayWeights':
    case 'sgd':
    case 'rmsprop':
    case 'adam':
      return executeOptimizer(op, plan, operands, step);
    default:
      return executeNormalization(op, operands);
  }
}
