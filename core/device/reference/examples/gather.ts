import type { FloatMatrix, IntMatrix, Matrix } from '../buffers/matrix.ts';

export interface GatherOperands {
  readonly values: Matrix;
  readonly labels: IntMatrix;
  readonly indices: IntMatrix;
  readonly scale: FloatMatrix;
  readonly shift: FloatMatrix;
  readonly x: FloatMatrix;
  readonly batchLabels: IntMatrix;
}

/** See `GatherOp`. */
export function gather({ values, labels, indices, scale, shift, x, batchLabels }: GatherOperands, step: number): void {
  const features = scale.columns;
  for (let r = 0; r < batchLabels.rows; r += 1) {
    const i = indices.values[step * indices.columns + r];
    batchLabels.values[r] = i === -1 ? -1 : labels.values[i];
    for (let f = 0; f < features; f += 1) {
      x.values[r * features + f] = i === -1 ? 0 : values.values[i * features + f] * scale.values[f] + shift.values[f];
    }
  }
}
