import type { FloatMatrix } from '../buffers/matrix.ts';

/** See `ColumnSumOp`. */
export function columnSum(x: FloatMatrix, sum: FloatMatrix): void {
  for (let c = 0; c < x.columns; c += 1) {
    sum.values[c] = 0;
    for (let r = 0; r < x.rows; r += 1) sum.values[c] += x.values[r * x.columns + c];
  }
}
