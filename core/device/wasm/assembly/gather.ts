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

/** Features one by one, for rows that whole vectors would write past. */
function convertSingly(count: i32, example: usize, isBytes: bool, scale: usize, shift: usize, x: usize): void {
  for (let feature = 0; feature < count; feature++) {
    const offset = <usize>feature << 2;
    const value = isBytes ? <f32>load<u8>(example + <usize>feature) : load<f32>(example + offset);
    const product = multiplyAdd(f32x4.splat(value), v128.load32_splat(scale + offset), v128.load32_splat(shift + offset));
    store<f32>(x + offset, f32x4.extract_lane(product, 0));
  }
}

/**
 * Copies one batch of examples out of the data set and normalizes it. Scale and shift are zero in their padding, so the
 * bytes read past an example's end leave no trace in x. An example fills one row of x, or, as an image, as many as it has
 * positions; where images lie dense, an example's rows are one.
 *
 * Fields: 1 examples, 2 features, 3 values, 4 kind of values, 5 stride of values, 6 labels, 7 indices, 8 scale, 9 shift,
 * 10 x, 11 stride of x, 12 batchLabels, 13 positions, 14 whether x is dense.
 */
export function gather(record: usize, step: i32): void {
  const examples = integer(record, 1), features = integer(record, 2);
  const values = address(record, 3), isBytes = integer(record, 4) == VALUES_ARE_BYTES, valuesStride = address(record, 5);
  const labels = address(record, 6), scale = address(record, 8), shift = address(record, 9);
  const xStride = address(record, 11), dense = integer(record, 14) != 0, positions = integer(record, 13);
  const bytes = dense ? <usize>features << 2 : <usize>positions * xStride, channels = features / positions;
  // Whole vectors stay inside a row that is padded, and inside a dense one as far as its length is whole.
  const vectors = <usize>((dense ? features : features + 7) & ~7) << 2;
  let indices = address(record, 7) + (<usize>step * <usize>examples << 2);
  let x = address(record, 10), batchLabels = address(record, 12);
  for (let row = 0; row < examples; row++) {
    const index = load<i32>(indices);
    if (index < 0) {
      memory.fill(x, 0, bytes);
      store<i32>(batchLabels, -1);
    } else {
      const example = values + <usize>index * valuesStride;
      if (!dense && positions > 1) {
        for (let position = 0; position < positions; position++) {
          const feature = <usize>(position * channels), offset = feature << 2;
          const from = example + (isBytes ? feature : offset);
          convertSingly(channels, from, isBytes, scale + offset, shift + offset, x + <usize>position * xStride);
        }
      } else {
        if (isBytes) {
          for (let at: usize = 0; at < vectors; at += 32) {
            convertBytes(example + (at >> 2), scale + at, shift + at, x + at);
          }
        } else {
          for (let at: usize = 0; at < vectors; at += 16) {
            v128.store(x + at, multiplyAdd(v128.load(example + at), v128.load(scale + at), v128.load(shift + at)));
          }
        }
        const done = vectors >> 2, from = example + (isBytes ? done : vectors);
        convertSingly(features - <i32>done, from, isBytes, scale + vectors, shift + vectors, x + vectors);
      }
      store<i32>(batchLabels, load<i32>(labels + (<usize>index << 2)));
    }
    indices += 4;
    x += bytes;
    batchLabels += 4;
  }
}
