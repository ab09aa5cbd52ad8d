import { FORM_NT, FORM_TN, PANEL_ROWS, ZERO_LINE } from '../op-code';
import { address, integer } from './record';
import { packColumns, packRows, tile } from './tile';

// c = op(a) · op(b) (+ bias) (+ c), row-major, in the tiles of tile.ts; the strides by which they read a serve all three
// forms. Each element of c is summed in ascending k, in blocks whose length depends on k alone.

/** c[r, ·] += bias, for the rare product that both accumulates and has a bias. */
function addBias(c: usize, cStride: usize, rows: i32, columns: i32, bias: usize): void {
  const width = <usize>((columns + 7) & ~7) << 2;
  for (let row = 0; row < rows; row++) {
    for (let offset: usize = 0; offset < width; offset += 16) {
      v128.store(c + offset, f32x4.add(v128.load(c + offset), v128.load(bias + offset)));
    }
    c += cStride;
  }
}

/** Fields: 1 form, 2 m, 3 n, 4 k, 5 a, 6 aStride, 7 b, 8 bStride, 9 c, 10 cStride, 11 bias or 0, 12 accumulate. */
export function gemm(record: usize, panel: usize): void {
  const form = integer(record, 1), m = integer(record, 2), n = integer(record, 3), k = integer(record, 4);
  const a = address(record, 5), aStride = address(record, 6);
  const b = address(record, 7), bStride = address(record, 8);
  const c = address(record, 9), cStride = address(record, 10);
  const bias = address(record, 11), accumulate = integer(record, 12) != 0;
  const aRowStride: usize = form == FORM_TN ? 4 : aStride;
  const aDepthStride: usize = form == FORM_TN ? aStride : 4;
  if (accumulate && bias != 0) addBias(c, cStride, m, n, bias);
  // Blocks of equal length, so that no short last one wastes its packing; a multiple of 4, as packRows works.
  const blocks = (k + PANEL_ROWS - 1) / PANEL_ROWS;
  const blockDepth = ((k + blocks - 1) / blocks + 3) & ~3;
  for (let k0 = 0; k0 < k; k0 += blockDepth) {
    const depth = min(blockDepth, k - k0);
    const resume = accumulate || k0 > 0;
    for (let column = 0; column < n; column += 8) {
      if (form == FORM_NT) packRows(b + <usize>column * bStride + (<usize>k0 << 2), bStride, n - column, depth, panel);
      else packColumns(b + <usize>k0 * bStride + (<usize>column << 2), bStride, depth, panel);
      const constantStart = bias != 0 ? bias + (<usize>column << 2) : <usize>ZERO_LINE;
      let aRows = a + <usize>k0 * aDepthStride;
      let cRows = c + (<usize>column << 2);
      for (let row = 0; row < m; row += 6) {
        const start = resume ? cRows : constantStart;
        tile(depth, aRows, aRowStride, aDepthStride, m - row, panel, cRows, cStride, start, resume ? cStride : 0);
        aRows += aRowStride * 6;
        cRows += cStride * 6;
      }
    }
  }
}
