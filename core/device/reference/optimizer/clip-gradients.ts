import type { FloatMatrix } from '../buffers/matrix.ts';

/** See `ClipGradientsOp`. A norm that is NaN makes every gradient NaN. */
export function clipGradients(maxNorm: number, gradients: readonly FloatMatrix[]): void {
  let squares = 0;
  for (const { values } of gradients) for (const value of values) squares += value * value;
  const factor = Math.min(1, maxNorm / (Math.sqrt(squares) + 1e-6));
  for (const { values } of gradients) {
    for (let i = 0; i < values.length; i += 1) values[i] *= factor;
  }
}
