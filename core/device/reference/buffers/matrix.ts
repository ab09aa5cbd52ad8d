import type { BufferValues } from '../../device.ts';

/** A buffer of the reference device: dense, row-major, float64 where fast devices have f32. */
export interface Matrix<Values extends BufferValues = BufferValues> {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly values: Values;
}

export type FloatMatrix = Matrix<Float64Array>;
export type IntMatrix = Matrix<Int32Array>;
