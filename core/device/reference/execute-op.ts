import { present } from '../../assert.ts';
import type { Op } from '../../plan/ops.ts';
import type { BufferId, Plan } from '../../plan/plan.ts';
import type { BufferValues } from '../device.ts';
import { activation, activationBackward } from './activation.ts';
import { batchNorm, batchNormBackward, batchNormEvaluate } from './batch-norm.ts';
import { columnSum } from './column-sum.ts';
import { gather } from './gather.ts';
import { gemm } from './gemm.ts';
import { logStep } from './log.ts';
import { meanSquaredError, softmaxCrossEntropy, type LossOperands } from './loss.ts';
import type { FloatMatrix, IntMatrix, Matrix } from './matrix.ts';
import { sgd } from './sgd.ts';

/**
 * Runs one op of a step on the reference device's buffers.
 * @param step The step's number within the call.
 * @returns false if the call must halt after this step.
 */
export function executeOp(op: Op, plan: Plan, buffers: readonly Matrix[], step: number): boolean {
  const float = (id: BufferId) => typed<Float64Array>(buffers[id], Float64Array) satisfies FloatMatrix;
  const int = (id: BufferId) => typed<Int32Array>(buffers[id], Int32Array) satisfies IntMatrix;
  const optional = (id: BufferId | null) => (id === null ? null : float(id));

  switch (op.kind) {
    case 'gather':
      gather(
        {
          values: buffers[op.values],
          labels: int(op.labels),
          indices: int(op.indices),
          scale: float(op.scale),
          shift: float(op.shift),
          x: float(op.x),
          batchLabels: int(op.batchLabels),
        },
        step,
      );
      return true;
    case 'gemm':
      gemm(op, float(op.a), float(op.b), float(op.c), optional(op.bias));
      return true;
    case 'activation':
      activation(op.function, float(op.x), float(op.y));
      return true;
    case 'activationBackward':
      activationBackward(op.function, float(op.x), float(op.gradOutput), float(op.gradInput));
      return true;
    case 'batchNorm':
      batchNorm(
        {
          x: float(op.x),
          xHat: float(op.xHat),
          y: float(op.y),
          gamma: optional(op.gamma),
          beta: optional(op.beta),
          batchMean: float(op.batchMean),
          invStd: float(op.invStd),
          runningMean: float(op.runningMean),
          runningVar: float(op.runningVar),
        },
        op.epsilon,
        op.momentum,
      );
      return true;
    case 'batchNormEvaluate':
      batchNormEvaluate(
        {
          x: float(op.x),
          y: float(op.y),
          gamma: optional(op.gamma),
          beta: optional(op.beta),
          runningMean: float(op.runningMean),
          runningVar: float(op.runningVar),
        },
        op.epsilon,
      );
      return true;
    case 'batchNormBackward':
      batchNormBackward({
        xHat: float(op.xHat),
        gamma: optional(op.gamma),
        invStd: float(op.invStd),
        gradOutput: float(op.gradOutput),
        gradInput: float(op.gradInput),
        gradGamma: float(op.gradGamma),
        gradBeta: float(op.gradBeta),
      });
      return true;
    case 'softmaxCrossEntropy':
    case 'meanSquaredError': {
      const operands: LossOperands = {
        logits: float(op.logits),
        batchLabels: int(op.batchLabels),
        rowLoss: float(op.rowLoss),
        rowCorrect: float(op.rowCorrect),
        gradLogits: optional(op.gradLogits),
      };
      if (op.kind === 'softmaxCrossEntropy') softmaxCrossEntropy(operands);
      else meanSquaredError(operands);
      return true;
    }
    case 'columnSum':
      columnSum(float(op.x), float(op.sum));
      return true;
    case 'log':
      return logStep(float(op.rowLoss), float(op.rowCorrect), float(op.log), step);
    case 'sgd':
      for (const { value, gradient, moments } of plan.parameters) {
        const velocity = op.momentum ? float(present(moments[0], 'the velocity')) : null;
        sgd(op, { value: float(value), gradient: float(gradient), velocity }, float(op.hyperparameters));
      }
      return true;
    default:
      return op satisfies never;
  }
}

/** The buffer, once it is known to hold the elements that the op works on. */
function typed<Values extends BufferValues>(
  matrix: Matrix,
  elements: new (...values: never[]) => Values,
): Matrix<Values> {
  const { values } = matrix;
  if (!(values instanceof elements)) throw new Error(`Assertion failed: ${matrix.name} must hold ${elements.name}`);
  return { ...matrix, values };
}
