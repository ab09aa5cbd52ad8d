import type { SgdOp } from '../../../plan/ops.ts';
import type { FloatMatrix } from '../buffers/matrix.ts';

export interface SgdOperands {
  readonly value: FloatMatrix;
  readonly gradient: FloatMatrix;
  /** Null without momentum. */
  readonly velocity: FloatMatrix | null;
}

/** See `SgdOp`; one parameter of it. */
export function sgd(op: SgdOp, { value, gradient, velocity }: SgdOperands, learningRate: number): void {
  for (let i = 0; i < value.values.length; i += 1) {
    let direction = gradient.values[i];
    if (velocity !== null) {
      velocity.values[i] = op.momentum * velocity.values[i] + gradient.values[i];
      direction = op.nesterov ? gradient.values[i] + op.momentum * velocity.values[i] : velocity.values[i];
    }
    value.values[i] -= learningRate * direction;
  }
}
