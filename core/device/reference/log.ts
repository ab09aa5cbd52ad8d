import type { FloatMatrix } from './matrix.ts';

/** See `LogOp`. @returns whether the sum of the losses is finite; if not, the call halts after this step. */
export function logStep(rowLoss: FloatMatrix, rowCorrect: FloatMatrix, log: FloatMatrix, step: number): boolean {
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  log.values[step * 2] = sum(rowLoss.values);
  log.values[step * 2 + 1] = sum(rowCorrect.values);
  return Number.isFinite(log.values[step * 2]);
}
