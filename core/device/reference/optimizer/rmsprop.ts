import type { RmspropOp } from '../../../plan/ops.ts';
import type { FloatMatrix } from '../buffers/matrix.ts';

export interface RmspropOperands {
  readonly value: FloatMatrix;
  readonly gradient: FloatMatrix;
  readonly squareAverage: FloatMatrix;
  /** Null without momentum. */
  readonly velocity: FloatMatrix | null;
}

/** See `RmspropOp`; one parameter of it. */
export function rmsprop(op: RmspropOp, operands: RmspropOperands, learningRate: number): void {
  const { value, gradient, squareAverage, velocity } = operands;
  for (let i = 0; i < value.values.length; i += 1) {
    const g = gradient.values[i];
    squareAverage.values[i] = op.alpha * squareAverage.values[i] + (1 - op.alpha) * g * g;
    let direction = g / (Math.sqrt(squareAverage.values[i]) + op.epsilon);
    if (velocity !== null) {
      velocity.values[i] = op.momentum * velocity.values[i] + direction;
      direction = velocity.values[i];
    }
    value.values[i] -= learningRate * direction;
  }
}
