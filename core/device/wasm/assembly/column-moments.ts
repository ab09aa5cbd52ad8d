import { multiplyAdd, multiplySubtract } from './multiply-add';

// Sums over the rows of a matrix, all columns at once: blocks of 64 rows stay in the cache while they are summed, and the
// blocks' sums are added in order, so that rounding grows with 64 and with the count of blocks, not with that of rows.
// `width` is the bytes of a row's columns, padded to whole vectors, two by two.

export const ROWS_PER_PARTIAL_SUM: i32 = 64;

@inline
export function paddedWidth(columns: i32): usize {
  return <usize>((columns + 7) & ~7) << 2;
}

/** sum[c] = Σ x[r, c] */
export function columnSums(x: usize, rows: i32, width: usize, stride: usize, sum: usize): void {
  memory.fill(sum, 0, width);
  for (let first = 0; first < rows; first += ROWS_PER_PARTIAL_SUM) {
    const count = min(rows - first, ROWS_PER_PARTIAL_SUM);
    for (let column: usize = 0; column < width; column += 32) {
      let at = x + column;
      let partial0 = f32x4.splat(0), partial1 = f32x4.splat(0);
      for (let row = 0; row < count; row++) {
        partial0 = f32x4.add(partial0, v128.load(at));
        partial1 = f32x4.add(partial1, v128.load(at, 16));
        at += stride;
      }
      const out = sum + column;
      v128.store(out, f32x4.add(v128.load(out), partial0));
      v128.store(out, f32x4.add(v128.load(out, 16), partial1), 16);
    }
    x += <usize>count * stride;
  }
}

/**
 * Mean and biased variance of each column. The variance is taken about the rounded mean m and then corrected, because m
 * itself is off by a rounding error: with d = x − m, the mean is m + Σd / B and the variance (Σd² − (Σd)² / B) / B. A mean
 * of 1e4 with a standard deviation of 1e-2 keeps its digits that way: x − m is exact there.
 *
 * @param mean gets m @param correction gets Σd / B @param variance gets the variance
 */
export function columnMoments(
  x: usize,
  rows: i32,
  width: usize,
  stride: usize,
  mean: usize,
  correction: usize,
  variance: usize,
): void {
  const count = f32x4.splat(<f32>rows), zero = f32x4.splat(0);
  columnSums(x, rows, width, stride, mean);
  for (let column: usize = 0; column < width; column += 16) {
    v128.store(mean + column, f32x4.div(v128.load(mean + column), count));
    v128.store(correction + column, zero);
    v128.store(variance + column, zero);
  }
  for (let first = 0; first < rows; first += ROWS_PER_PARTIAL_SUM) {
    const blockRows = min(rows - first, ROWS_PER_PARTIAL_SUM);
    for (let column: usize = 0; column < width; column += 32) {
      let at = x + column;
      const mean0 = v128.load(mean + column), mean1 = v128.load(mean + column, 16);
      let sum0 = zero, sum1 = zero, squares0 = zero, squares1 = zero;
      for (let row = 0; row < blockRows; row++) {
        const d0 = f32x4.sub(v128.load(at), mean0), d1 = f32x4.sub(v128.load(at, 16), mean1);
        sum0 = f32x4.add(sum0, d0);
        sum1 = f32x4.add(sum1, d1);
        squares0 = multiplyAdd(d0, d0, squares0);
        squares1 = multiplyAdd(d1, d1, squares1);
        at += stride;
      }
      const sum = correction + column, squares = variance + column;
      v128.store(sum, f32x4.add(v128.load(sum), sum0));
      v128.store(sum, f32x4.add(v128.load(sum, 16), sum1), 16);
      v128.store(squares, f32x4.add(v128.load(squares), squares0));
      v128.store(squares, f32x4.add(v128.load(squares, 16), squares1), 16);
    }
    x += <usize>blockRows * stride;
  }
  for (let column: usize = 0; column < width; column += 16) {
    const sum = v128.load(correction + column), corrected = f32x4.div(sum, count);
    const squares = multiplySubtract(sum, corrected, v128.load(variance + column));
    v128.store(correction + column, corrected);
    // Rounding may leave a column of equal values a hair below zero.
    v128.store(variance + column, f32x4.pmax(f32x4.div(squares, count), zero));
  }
}

/** sum[c] = Σ gradOutput[r, c]; product[c] = Σ gradOutput[r, c] · xHat[r, c] */
export function columnProducts(
  gradOutput: usize,
  xHat: usize,
  rows: i32,
  width: usize,
  stride: usize,
  sum: usize,
  product: usize,
): void {
  memory.fill(sum, 0, width);
  memory.fill(product, 0, width);
  for (let first = 0; first < rows; first += ROWS_PER_PARTIAL_SUM) {
    const blockRows = min(rows - first, ROWS_PER_PARTIAL_SUM);
    for (let column: usize = 0; column < width; column += 32) {
      let at = gradOutput + column;
      const shift = xHat - gradOutput;
      let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0), product0 = f32x4.splat(0), product1 = f32x4.splat(0);
      for (let row = 0; row < blockRows; row++) {
        const gradient0 = v128.load(at), gradient1 = v128.load(at, 16);
        sum0 = f32x4.add(sum0, gradient0);
        sum1 = f32x4.add(sum1, gradient1);
        product0 = multiplyAdd(gradient0, v128.load(at + shift), product0);
        product1 = multiplyAdd(gradient1, v128.load(at + shift, 16), product1);
        at += stride;
      }
      const sumAt = sum + column, productAt = product + column;
      v128.store(sumAt, f32x4.add(v128.load(sumAt), sum0));
      v128.store(sumAt, f32x4.add(v128.load(sumAt, 16), sum1), 16);
      v128.store(productAt, f32x4.add(v128.load(productAt), product0));
      v128.store(productAt, f32x4.add(v128.load(productAt, 16), product1), 16);
    }
    gradOutput += <usize>blockRows * stride;
    xHat += <usize>blockRows * stride;
  }
}
