import type { AdamOp } from '../../../plan/ops.ts';
import type { ScheduleColumn } from '../../../plan/schedule.ts';
import type { FloatMatrix } from '../buffers/matrix.ts';

export interface AdamOperands {
  readonly value: FloatMatrix;
  readonly gradient: FloatMatrix;
  readonly firstMoment: FloatMatrix;
  readonly secondMoment: FloatMatrix;
}

/** See `AdamOp`; one parameter of it. */
export function adam(op: AdamOp, operands: AdamOperands, rates: Readonly<Record<ScheduleColumn, number>>): void {
  const { value, gradient, firstMoment, secondMoment } = operands;
  const stepSize = rates.learningRate * rates.firstCorrection;
  for (let i = 0; i < value.values.length; i += 1) {
    const g = gradient.values[i];
    firstMoment.values[i] = op.beta1 * firstMoment.values[i] + (1 - op.beta1) * g;
    secondMoment.values[i] = op.beta2 * secondMoment.values[i] + (1 - op.beta2) * g * g;
    const root = Math.sqrt(secondMoment.values[i]) * rates.secondCorrection + op.epsilon;
    value.values[i] -= (stepSize * firstMoment.values[i]) / root;
  }
}
