import { VALUES_ARE_BYTES } from '../op-code';
import { multiplyAdd } from './multiply-add';
import { address, integer } from './record';

/** Eight bytes as floats, scaled and shifted. */
@inline
function convertBytes(values: usize, scale: usize, shift: usize, x: usize): void {
  const words = v128.load8x8_u(values);
  const low = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(words));
  const high = f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(words));
  v128.store(x, multiplyAdd(low, v128.load(scale), v128.load(shift)));
  v128.store(x, multiplyAdd(high, v128.load(scale, 16), v128.load(shift, 16)), 16);
}

/**
 * Copies one batch of examples out of the data set and normalizes it. Scale and shift are zero in their padding, so the
 * bytes read past an example's end leave no trace in x.
 *
 * Fields: 1 rows, 2 features, 3 values, 4 kind of values, 5 stride of values, 6 labels, 7 indices, 8 scale, 9 shift,
 * 10 x, 11 stride of x, 12 batchLabels.
 */
export function gather(record: usize, step: i32): void {
  const rows = integer(record, 1), width = <usize>((integer(record, 2) + 7) & ~7) << 2;
  const values = address(record, 3), kind = integer(record, 4), valuesStride = address(record, 5);
  const labels = address(record, 6), scale = address(record, 8), shift = address(record, 9);
  const xStride = address(record, 11);
  let indices = address(record, 7) + (<usize>step * <usize>rows << 2);
  let x = address(record, 10), batchLabels = address(record, 12);
  for (let row = 0; row < rows; row++) {
    const index = load<i32>(indices);
    if (index < 0) {
      memory.fill(x, 0, width);
      store<i32>(batchLabels, -1);
    } else {
      const example = values + <usize>index * valuesStride;
      if (kind == VALUES_ARE_BYTES) {
        for (let at: usize = 0; at < width; at += 32) convertBytes(example + (at >> 2), scale + at, shift + at, x + at);
      } else {
        for (let at: usize = 0; at < width; at += 16) {
          v128.store(x + at, multiplyAdd(v128.load(example + at), v128.load(scale + at), v128.load(shift + at)));
        }
      }
      store<i32>(batchLabels, load<i32>(labels + (<usize>index << 2)));
    }
    indices += 4;
    x += xStride;
    batchLabels += 4;
  }
}
