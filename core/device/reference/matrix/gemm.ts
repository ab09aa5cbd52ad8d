import type { GemmOp } from '../../../plan/ops.ts';
import type { FloatMatrix } from '../buffers/matrix.ts';

/** See `GemmOp`. Element (i, j) of op(a) stands at i · rowStride + j · columnStride of a's values; likewise b. */
export function gemm(op: GemmOp, a: FloatMatrix, b: FloatMatrix, c: FloatMatrix, bias: FloatMatrix | null): void {
  const { m, n, k } = op;
  const [aRow, aColumn] = op.form === 'TN' ? [1, m] : [k, 1];
  const [bRow, bColumn] = op.form === 'NT' ? [1, k] : [n, 1];
  for (let i = 0; i < m; i += 1) {
    for (let j = 0; j < n; j += 1) {
      let sum = 0;
      for (let l = 0; l < k; l += 1) {
        sum += a.values[i * aRow + l * aColumn] * b.values[l * bRow + j * bColumn];
      }
      if (bias !== null) sum += bias.values[j];
      if (op.accumulate) sum += c.values[i * n + j];
      c.values[i * n + j] = sum;
    }
  }
}
