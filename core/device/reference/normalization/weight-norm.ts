import type { FloatMatrix } from '../buffers/matrix.ts';

export interface WeightNormOperands {
  readonly direction: FloatMatrix;
  readonly magnitude: FloatMatrix;
  readonly weight: FloatMatrix;
  readonly norm: FloatMatrix;
}

/** See `WeightNormOp`. */
export function weightNorm({ direction, magnitude, weight, norm }: WeightNormOperands): void {
  const { rows: K, columns: N } = direction;
  for (let j = 0; j < N; j += 1) {
    let squares = 0;
    for (let k = 0; k < K; k += 1) squares += direction.values[k * N + j] ** 2;
    norm.values[j] = Math.sqrt(squares);
    const factor = magnitude.values[j] / norm.values[j];
    for (let k = 0; k < K; k += 1) weight.values[k * N + j] = factor * direction.values[k * N + j];
  }
}

export interface WeightNormBackwardOperands {
  readonly direction: FloatMatrix;
  readonly magnitude: FloatMatrix;
  readonly norm: FloatMatrix;
  readonly gradWeight: FloatMatrix;
  readonly gradDirection: FloatMatrix;
  readonly gradMagnitude: FloatMatrix;
}

/** See `WeightNormBackwardOp`. */
export function weightNormBackward(operands: WeightNormBackwardOperands): void {
  const { direction, magnitude, norm, gradWeight, gradDirection, gradMagnitude } = operands;
  const { rows: K, columns: N } = direction;
  for (let j = 0; j < N; j += 1) {
    const unit = (k: number) => direction.values[k * N + j] / norm.values[j];
    let sum = 0;
    for (let k = 0; k < K; k += 1) sum += gradWeight.values[k * N + j] * unit(k);
    gradMagnitude.values[j] = sum;
    for (let k = 0; k < K; k += 1) {
      const across = gradWeight.values[k * N + j] - sum * unit(k);
      gradDirection.values[k * N + j] = (magnitude.values[j] / norm.values[j]) * across;
    }
  }
}
