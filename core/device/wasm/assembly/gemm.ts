import { FORM_NT, FORM_TN, PANEL_BYTES, PANEL_ROWS, ZERO_LINE } from '../op-code';
import { address, integer } from './record';
import { multiplyPanel, packColumns, packRows, panelColumns, writeRowOffsets } from './panels';

// c = op(a) · op(b) (+ bias) (+ c), row-major, panel by panel; the strides by which tiles read a serve all three
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

/**
 * Fields: 1 form, 2 m, 3 n, 4 k, 5 a, 6 aStride, 7 b, 8 bStride, 9 c, 10 cStride, 11 bias or 0, 12 accumulate. `work` holds
 * one panel, 192 bytes more, and where the rows of a start.
 */
export function gemm(record: usize, work: usize): void {
  const form = integer(record, 1), m = integer(record, 2), n = integer(record, 3), k = integer(record, 4);
  const a = address(record, 5), aStride = address(record, 6);
  const b = address(record, 7), bStride = address(record, 8);
  const c = address(record, 9), cStride = address(record, 10);
  const bias = address(record, 11), accumulate = integer(record, 12) != 0;
  const aRowStride: usize = form == FORM_TN ? 4 : aStride;
  const aDepthStride: usize = form == FORM_TN ? aStride : 4;
  const panel = work, aRows = work + PANEL_BYTES + 192;
  writeRowOffsets(m, aRowStride, aRows);
  if (accumulate && bias != 0) addBias(c, cStride, m, n, bias);
  // Blocks of equal length, so that no short last one wastes its packing; a multiple of 4, as packRows works.
  const blocks = (k + PANEL_ROWS - 1) / PANEL_ROWS;
  const blockDepth = ((k + blocks - 1) / blocks + 3) & ~3;
  for (let k0 = 0; k0 < k; k0 += blockDepth) {
    const depth = min(blockDepth, k - k0);
    const resume = accumulate || k0 > 0;
    const aBlock = a + <usize>k0 * aDepthStride;
    for (let column = 0, columns = 0; column < n; column += columns) {
      columns = panelColumns(n - column);
      const offset = <usize>column << 2;
      if (form == FORM_NT) packRows(b + <usize>column * bStride + (<usize>k0 << 2), bStride, n - column, columns, depth, panel);
      else packColumns(b + <usize>k0 * bStride + offset, bStride, columns, depth, panel);
      const cColumns = c + offset, constantStart = bias != 0 ? bias + offset : <usize>ZERO_LINE;
      const start = resume ? cColumns : constantStart, startStride = resume ? cStride : 0;
      multiplyPanel(columns, depth, 1, 0, aBlock, aRows, aDepthStride, m, panel, cColumns, cStride, start, startStride);
    }
  }
}
