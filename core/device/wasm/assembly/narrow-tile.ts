import { DUMP_LINE } from '../op-code';
import { multiplyAdd } from './multiply-add';

// The tile of matrix products and convolutions for engines that keep to vectors of 128 bits: 6 × 8 elements of c in twelve
// accumulators; one row of b and one element of a fill the sixteen vector registers of x64.

/**
 * Up to 6 rows × 8 columns of c. b is a packed panel; a is read where it lies: `aRows` holds where each of the six rows
 * starts, in bytes from `a`, and a row is `runs` runs of `depth` elements each, `gap` bytes apart. There is no branch in it
 * on the count of rows: missing rows read what their places in `aRows` name and store to the dump line, and the
 * accumulators start from memory (zeros, the bias or c itself), because branches there cost more than the work that they
 * save.
 */
export function narrowTile(
  depth: i32,
  runs: i32,
  gap: usize,
  a: usize,
  aRows: usize,
  aDepthStride: usize,
  rows: i32,
  panel: usize,
  c: usize,
  cRowStride: usize,
  start: usize,
  startRowStride: usize,
): void {
  let a0 = a + load<u32>(aRows);
  let a1 = a + load<u32>(aRows, 4);
  let a2 = a + load<u32>(aRows, 8);
  let a3 = a + load<u32>(aRows, 12);
  let a4 = a + load<u32>(aRows, 16);
  let a5 = a + load<u32>(aRows, 20);
  const c1 = rows > 1 ? c + cRowStride : <usize>DUMP_LINE;
  const c2 = rows > 2 ? c1 + cRowStride : <usize>DUMP_LINE;
  const c3 = rows > 3 ? c2 + cRowStride : <usize>DUMP_LINE;
  const c4 = rows > 4 ? c3 + cRowStride : <usize>DUMP_LINE;
  const c5 = rows > 5 ? c4 + cRowStride : <usize>DUMP_LINE;
  const start1 = rows > 1 ? start + startRowStride : start;
  const start2 = rows > 2 ? start1 + startRowStride : start;
  const start3 = rows > 3 ? start2 + startRowStride : start;
  const start4 = rows > 4 ? start3 + startRowStride : start;
  const start5 = rows > 5 ? start4 + startRowStride : start;
  let sum00 = v128.load(start), sum01 = v128.load(start, 16);
  let sum10 = v128.load(start1), sum11 = v128.load(start1, 16);
  let sum20 = v128.load(start2), sum21 = v128.load(start2, 16);
  let sum30 = v128.load(start3), sum31 = v128.load(start3, 16);
  let sum40 = v128.load(start4), sum41 = v128.load(start4, 16);
  let sum50 = v128.load(start5), sum51 = v128.load(start5, 16);
  for (; runs > 0; runs--) {
    const end = panel + (<usize>depth << 5);
    while (panel < end) {
      const b0 = v128.load(panel), b1 = v128.load(panel, 16);
      let element = v128.load32_splat(a0);
      sum00 = multiplyAdd(element, b0, sum00);
      sum01 = multiplyAdd(element, b1, sum01);
      element = v128.load32_splat(a1);
      sum10 = multiplyAdd(element, b0, sum10);
      sum11 = multiplyAdd(element, b1, sum11);
      element = v128.load32_splat(a2);
      sum20 = multiplyAdd(element, b0, sum20);
      sum21 = multiplyAdd(element, b1, sum21);
      element = v128.load32_splat(a3);
      sum30 = multiplyAdd(element, b0, sum30);
      sum31 = multiplyAdd(element, b1, sum31);
      element = v128.load32_splat(a4);
      sum40 = multiplyAdd(element, b0, sum40);
      sum41 = multiplyAdd(element, b1, sum41);
      element = v128.load32_splat(a5);
      sum50 = multiplyAdd(element, b0, sum50);
      sum51 = multiplyAdd(element, b1, sum51);
      panel += 32;
      a0 += aDepthStride;
      a1 += aDepthStride;
      a2 += aDepthStride;
      a3 += aDepthStride;
      a4 += aDepthStride;
      a5 += aDepthStride;
    }
    a0 += gap;
    a1 += gap;
    a2 += gap;
    a3 += gap;
    a4 += gap;
    a5 += gap;
  }
  v128.store(c, sum00);
  v128.store(c, sum01, 16);
  v128.store(c1, sum10);
  v128.store(c1, sum11, 16);
  v128.store(c2, sum20);
  v128.store(c2, sum21, 16);
  v128.store(c3, sum30);
  v128.store(c3, sum31, 16);
  v128.store(c4, sum40);
  v128.store(c4, sum41, 16);
  v128.store(c5, sum50);
  v128.store(c5, sum51, 16);
}
