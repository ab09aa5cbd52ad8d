import type { FloatMatrix } from '../buffers/matrix.ts';

/** See `AddOp`. */
export function add(a: FloatMatrix, b: FloatMatrix, y: FloatMatrix): void {
  for (let i = 0; i < y.values.length; i += 1) y.values[i] = a.values[i] + b.values[i];
}
