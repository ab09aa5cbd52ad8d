import { address, float, integer } from './record';

/** Padding included. Fields: 1 bytes, 2 a, 3 b, 4 y. */
export function add(record: usize): void {
  const bytes = address(record, 1), a = address(record, 2), b = address(record, 3), y = address(record, 4);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(y + at, f32x4.add(v128.load(a + at), v128.load(b + at)));
}

/**
 * The same elements in the same order, under another shape.
 * Fields: 1 rows of y, 2 columns of y, 3 stride of y, 4 columns of x, 5 stride of x, 6 x, 7 y.
 */
export function reshape(record: usize): void {
  const rows = integer(record, 1), yColumns = integer(record, 2), xColumns = integer(record, 4);
  const yStride = address(record, 3), xStride = address(record, 5);
  let x = address(record, 6), y = address(record, 7);
  if (xStride == <usize>xColumns << 2 && yStride == <usize>yColumns << 2) {
    memory.copy(y, x, <usize>rows * yStride);
    return;
  }
  let xColumn = 0;
  for (let row = 0; row < rows; row++) {
    for (let yColumn = 0; yColumn < yColumns; ) {
      const count = min(yColumns - yColumn, xColumns - xColumn);
      copyExactly(x + (<usize>xColumn << 2), y + (<usize>yColumn << 2), count);
      yColumn += count;
      xColumn += count;
      if (xColumn == xColumns) {
        xColumn = 0;
        x += xStride;
      }
    }
    y += yStride;
  }
}

function copyExactly(from: usize, to: usize, count: i32): void {
  let column = 0;
  for (; column + 4 <= count; column += 4) v128.store(to + (<usize>column << 2), v128.load(from + (<usize>column << 2)));
  for (; column < count; column++) store<f32>(to + (<usize>column << 2), load<f32>(from + (<usize>column << 2)));
}

/** The finalizer of MurmurHash3, on one word and on four. */
function mix(word: u32): u32 {
  let h = word ^ (word >>> 16);
  h *= 0x85ebca6b;
  h ^= h >>> 13;
  h *= 0xc2b2ae35;
  return h ^ (h >>> 16);
}

@inline
function mixLanes(words: v128): v128 {
  let h = v128.xor(words, i32x4.shr_u(words, 16));
  h = i32x4.mul(h, i32x4.splat(0x85ebca6b));
  h = v128.xor(h, i32x4.shr_u(h, 13));
  h = i32x4.mul(h, i32x4.splat(0xc2b2ae35));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

/**
 * Fields: 1 rows, 2 columns, 3 stride, 4 x, 5 y, 6 keys, 7 stepNumbers, 8 threshold, 9 1 − rate.
 */
export function dropout(record: usize, step: i32): void {
  const rows = integer(record, 1), columns = integer(record, 2), stride = address(record, 3);
  const keys = address(record, 6), stepNumber = load<u32>(address(record, 7) + (<usize>step << 2));
  const first = mix(load<u32>(keys) + stepNumber * 0x9e3779b9), second = mix(load<u32>(keys, 4) ^ first);
  const threshold = i32x4.splat(integer(record, 8)), kept = f32x4.splat(float(record, 9));
  const firsts = i32x4.splat(first), seconds = i32x4.splat(second);
  const width = <usize>((columns + 3) & ~3) << 2;
  let x = address(record, 4), y = address(record, 5);
  for (let row = 0; row < rows; row++) {
    let elements = i32x4.add(i32x4.splat(row * columns), i32x4(0, 1, 2, 3));
    for (let at: usize = 0; at < width; at += 16) {
      const words = mixLanes(i32x4.add(mixLanes(v128.xor(elements, firsts)), seconds));
      const value = f32x4.div(v128.load(x + at), kept);
      v128.store(y + at, v128.and(value, i32x4.ge_u(words, threshold)));
      elements = i32x4.add(elements, i32x4.splat(4));
    }
    x += stride;
    y += stride;
  }
}
