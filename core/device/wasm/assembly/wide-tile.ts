import { DUMP_LINE } from '../op-code';
import { multiplyAdd } from './multiply-add';

// The tile for engines that pair vectors into 256 bits: there its 6 × 16 elements of c are twelve accumulators of eight
// floats, as many as the processor's multiply-adds need to keep busy; six, as the narrow tile has then, are too few. Where
// vectors stay at 128 bits, it has more accumulators than there are registers.

/** As narrowTile, over 16 columns. */
export function wideTile(
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
  let sum00 = v128.load(start), sum01 = v128.load(start, 16), sum02 = v128.load(start, 32), sum03 = v128.load(start, 48);
  let sum10 = v128.load(start1), sum11 = v128.load(start1, 16), sum12 = v128.load(start1, 32), sum13 = v128.load(start1, 48);
  let sum20 = v128.load(start2), sum21 = v128.load(start2, 16), sum22 = v128.load(start2, 32), sum23 = v128.load(start2, 48);
  let sum30 = v128.load(start3), sum31 = v128.load(start3, 16), sum32 = v128.load(start3, 32), sum33 = v128.load(start3, 48);
  let sum40 = v128.load(start4), sum41 = v128.load(start4, 16), sum42 = v128.load(start4, 32), sum43 = v128.load(start4, 48);
  let sum50 = v128.load(start5), sum51 = v128.load(start5, 16), sum52 = v128.load(start5, 32), sum53 = v128.load(start5, 48);
  for (; runs > 0; runs--) {
    const end = panel + (<usize>depth << 6);
    while (panel < end) {
      const b0 = v128.load(panel), b1 = v128.load(panel, 16), b2 = v128.load(panel, 32), b3 = v128.load(panel, 48);
      let element = v128.load32_splat(a0);
      sum00 = multiplyAdd(element, b0, sum00);
      sum01 = multiplyAdd(element, b1, sum01);
      sum02 = multiplyAdd(element, b2, sum02);
      sum03 = multiplyAdd(element, b3, sum03);
      element = v128.load32_splat(a1);
      sum10 = multiplyAdd(element, b0, sum10);
      sum11 = multiplyAdd(element, b1, sum11);
      sum12 = multiplyAdd(element, b2, sum12);
      sum13 = multiplyAdd(element, b3, sum13);
      element = v128.load32_splat(a2);
      sum20 = multiplyAdd(element, b0, sum20);
      sum21 = multiplyAdd(element, b1, sum21);
      sum22 = multiplyAdd(element, b2, sum22);
      sum23 = multiplyAdd(element, b3, sum23);
      element = v128.load32_splat(a3);
      sum30 = multiplyAdd(element, b0, sum30);
      sum31 = multiplyAdd(element, b1, sum31);
      sum32 = multiplyAdd(element, b2, sum32);
      sum33 = multiplyAdd(element, b3, sum33);
      element = v128.load32_splat(a4);
      sum40 = multiplyAdd(element, b0, sum40);
      sum41 = multiplyAdd(element, b1, sum41);
      sum42 = multiplyAdd(element, b2, sum42);
      sum43 = multiplyAdd(element, b3, sum43);
      element = v128.load32_splat(a5);
      sum50 = multiplyAdd(element, b0, sum50);
      sum51 = multiplyAdd(element, b1, sum51);
      sum52 = multiplyAdd(element, b2, sum52);
      sum53 = multiplyAdd(element, b3, sum53);
      panel += 64;
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
  v128.store(c, sum02, 32);
  v128.store(c, sum03, 48);
  v128.store(c1, sum10);
  v128.store(c1, sum11, 16);
  v128.store(c1, sum12, 32);
  v128.store(c1, sum13, 48);
  v128.store(c2, sum20);
  v128.store(c2, sum21, 16);
  v128.store(c2, sum22, 32);
  v128.store(c2, sum23, 48);
  v128.store(c3, sum30);
  v128.store(c3, sum31, 16);
  v128.store(c3, sum32, 32);
  v128.store(c3, sum33, 48);
  v128.store(c4, sum40);
  v128.store(c4, sum41, 16);
  v128.store(c4, sum42, 32);
  v128.store(c4, sum43, 48);
  v128.store(c5, sum50);
  v128.store(c5, sum51, 16);
  v128.store(c5, sum52, 32);
  v128.store(c5, sum53, 48);
}
