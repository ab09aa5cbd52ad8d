import type { FloatMatrix } from '../buffers/matrix.ts';

export interface LogOperands {
  readonly rowLoss: FloatMatrix;
  readonly rowCorrect: FloatMatrix;
  readonly rowTopK: FloatMatrix | null;
  readonly log: FloatMatrix;
}

/** See `LogOp`. @returns whether the sum of the losses is finite; if not, the call halts after this step. */
export function logStep({ rowLoss, rowCorrect, rowTopK, log }: LogOperands, step: number): boolean {
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const sums = [rowLoss, rowCorrect, ...(rowTopK === null ? [] : [rowTopK])].map(({ values }) => sum(values));
  log.values.set(sums, step * log.columns);
  return Number.isFinite(sums[0]);
}
