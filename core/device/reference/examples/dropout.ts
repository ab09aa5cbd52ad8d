import { dropoutMask } from '../../../tensor/dropout-mask.ts';
import type { FloatMatrix, IntMatrix } from '../buffers/matrix.ts';

export interface DropoutOperands {
  readonly x: FloatMatrix;
  readonly y: FloatMatrix;
  readonly keys: IntMatrix;
  /** Global number of the step, from 1. */
  readonly stepNumber: number;
}

/** See `DropoutOp`. */
export function dropout(rate: number, { x, y, keys, stepNumber }: DropoutOperands): void {
  const kept = dropoutMask(keys.values, stepNumber, rate);
  for (let i = 0; i < x.values.length; i += 1) y.values[i] = kept(i) ? x.values[i] / (1 - rate) : 0;
}
