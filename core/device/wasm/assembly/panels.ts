import { ZERO_LINE } from '../op-code';
import { narrowTile } from './narrow-tile';
import { wideTile } from './wide-tile';

// Every matrix product and convolution packs its second factor into panels, a few columns wide, and multiplies one panel
// at a time in tiles. How wide panels are changes speed and nothing else: each element of c is one sum in ascending k.

let panelColumnsMax: i32 = 8;

/** Whether panels have 16 columns instead of 8; see wide-tile.ts for where that is faster. */
export function useWidePanels(wide: bool): void {
  panelColumnsMax = wide ? 16 : 8;
}

/** Columns of the next panel where so many are left: no wider than they fill. */
@inline
export function panelColumns(columnsLeft: i32): i32 {
  return columnsLeft > 8 ? panelColumnsMax : 8;
}

/**
 * Where the rows of a strided matrix start, as tiles read them: one entry a row, and more up to whole tiles, which repeat
 * the last.
 */
export function writeRowOffsets(rows: i32, rowStride: usize, table: usize): void {
  let offset: usize = 0;
  for (let row = 0; row < rows; row++, offset += rowStride, table += 4) store<u32>(table, <u32>offset);
  fillLastTile(rows, table);
}

/** @param end of a table that so many rows have been written to */
export function fillLastTile(rows: i32, end: usize): void {
  for (let row = rows; row % 6 != 0; row++, end += 4) store<u32>(end, load<u32>(end - 4));
}

/**
 * c [rows, columns of the panel] = start + a · panel. `start` is c itself, or one row for all with a stride of 0. How a
 * lies is said at narrowTile; `aRows` has an entry for each row of whole tiles.
 */
export function multiplyPanel(
  columns: i32,
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
  for (let row = 0; row < rows; row += 6) {
    if (columns == 16) {
      wideTile(depth, runs, gap, a, aRows, aDepthStride, rows - row, panel, c, cRowStride, start, startRowStride);
    } else {
      narrowTile(depth, runs, gap, a, aRows, aDepthStride, rows - row, panel, c, cRowStride, start, startRowStride);
    }
    aRows += 24;
    c += cRowStride * 6;
    start += startRowStride * 6;
  }
}

/** Packs neighbouring columns of b [k, n], which lie beside each other in memory. */
export function packColumns(b: usize, bStride: usize, columns: i32, depth: i32, panel: usize): void {
  const end = panel + (<usize>(depth * columns) << 2);
  if (columns == 16) {
    for (; panel < end; panel += 64) {
      v128.store(panel, v128.load(b));
      v128.store(panel, v128.load(b, 16), 16);
      v128.store(panel, v128.load(b, 32), 32);
      v128.store(panel, v128.load(b, 48), 48);
      b += bStride;
    }
  } else {
    for (; panel < end; panel += 32) {
      v128.store(panel, v128.load(b));
      v128.store(panel, v128.load(b, 16), 16);
      b += bStride;
    }
  }
}

/**
 * Packs rows of b [n, k] as columns, four by four transposed. Rows beyond the last are zeros. The last group of four
 * along k may read b's padding and write up to three rows past the panel's end, which no tile reads.
 */
export function packRows(b: usize, bStride: usize, rows: i32, columns: i32, depth: i32, panel: usize): void {
  const panelStride = <usize>columns << 2;
  for (let column = 0; column < columns; column += 4) {
    const valid = rows - column;
    let row0 = valid > 0 ? b + <usize>column * bStride : <usize>ZERO_LINE;
    let row1 = valid > 1 ? row0 + bStride : <usize>ZERO_LINE;
    let row2 = valid > 2 ? row1 + bStride : <usize>ZERO_LINE;
    let row3 = valid > 3 ? row2 + bStride : <usize>ZERO_LINE;
    const step0: usize = valid > 0 ? 16 : 0;
    const step1: usize = valid > 1 ? 16 : 0;
    const step2: usize = valid > 2 ? 16 : 0;
    const step3: usize = valid > 3 ? 16 : 0;
    let out = panel + (<usize>column << 2);
    for (let k = 0; k < depth; k += 4) {
      const x0 = v128.load(row0), x1 = v128.load(row1), x2 = v128.load(row2), x3 = v128.load(row3);
      const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
      const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
      v128.store(out, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
      out += panelStride;
      v128.store(out, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
      out += panelStride;
      v128.store(out, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
      out += panelStride;
      v128.store(out, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
      out += panelStride;
      row0 += step0;
      row1 += step1;
      row2 += step2;
      row3 += step3;
    }
  }
}
