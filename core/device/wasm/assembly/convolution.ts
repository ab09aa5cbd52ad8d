import { PANEL_ROWS, ZERO_LINE } from '../op-code';
import { address, integer } from './record';
import { multiplyPanel, packColumns, packRows, panelColumns } from './panels';
import { windowLength, windowsAreImage, writeWindows } from './windows';

// Convolutions are products of windows and weights, panel by panel. The windows are made a block of rows at a
// time, small enough to stay in the cache until its last tile.

/** Packs the weights [K, outChannels] as they are, or turned about and transposed, as the input's gradient needs them. */
function packWeights(record: usize, length: i32, panels: usize): void {
  const weight = address(record, 3), stride = address(record, 4);
  const outChannels = integer(record, 8), channels = integer(record, 9), turned = integer(record, 23) != 0;
  const positions = length / channels;
  for (let column = 0, columns = 0; column < outChannels; column += columns) {
    columns = panelColumns(outChannels - column);
    const rowBytes = <usize>columns << 2;
    if (turned) {
      // The block of kernel position p is [outChannels, channels] in the memory of the weights.
      for (let p = 0; p < positions; p++) {
        const block = weight + <usize>((positions - 1 - p) * outChannels + column) * stride;
        packRows(block, stride, outChannels - column, columns, channels, panels + <usize>(p * channels) * rowBytes);
      }
    } else {
      packColumns(weight + (<usize>column << 2), stride, columns, length, panels);
    }
    panels += <usize>length * rowBytes;
  }
}

/**
 * y = windows · weights (+ bias). The input's gradient is the same, over gradOutput, with the weights turned.
 *
 * Fields: 1 x, 2 its stride, 3 weights, 4 their stride, 5 bias or 0, 6 y, 7 its stride, 8 outChannels, 9 to 21 as in
 * writeWindows, 22 rows of y, 23 whether the weights are turned, 24 rows of a block. `work` holds all packed weights, 192
 * bytes more, and one block of windows.
 */
export function convolution(record: usize, work: usize): void {
  const xStride = address(record, 2), bias = address(record, 5);
  const y = address(record, 6), yStride = address(record, 7);
  const outChannels = integer(record, 8), rows = integer(record, 22), blockRows = integer(record, 24);
  const length = windowLength(record), direct = windowsAreImage(record);
  const block = work + <usize>(((outChannels + 7) & ~7) * length << 2) + 192;
  const windowStride = direct ? xStride : <usize>length << 2;
  packWeights(record, length, work);
  const depths = (length + PANEL_ROWS - 1) / PANEL_ROWS;
  const depthMax = ((length + depths - 1) / depths + 3) & ~3;
  for (let first = 0; first < rows; first += blockRows) {
    const count = min(blockRows, rows - first);
    let windows = block;
    if (direct) windows = address(record, 1) + <usize>first * xStride;
    else writeWindows(record, first, count, block);
    for (let k0 = 0; k0 < length; k0 += depthMax) {
      const depth = min(depthMax, length - k0), resume = k0 > 0;
      const a = windows + (<usize>k0 << 2);
      let panels = work;
      for (let column = 0, columns = 0; column < outChannels; column += columns) {
        columns = panelColumns(outChannels - column);
        const rowBytes = <usize>columns << 2, offset = <usize>column << 2, panel = panels + <usize>k0 * rowBytes;
        const c = y + <usize>first * yStride + offset, constantStart = bias != 0 ? bias + offset : <usize>ZERO_LINE;
        const start = resume ? c : constantStart, startStride = resume ? yStride : 0;
        multiplyPanel(columns, depth, a, windowStride, 4, count, panel, c, yStride, start, startStride);
        panels += <usize>length * rowBytes;
      }
    }
  }
}

/** Blocks of rows whose products are summed up before they meet the sum of all: rounding grows with both counts only. */
const BLOCKS_PER_PARTIAL_SUM: i32 = 8;

/**
 * gradWeight = windowsᵀ · gradOutput, in partial sums that are added in order.
 *
 * Fields: 1 x, 2 its stride, 3 gradOutput, 4 its stride, 6 gradWeight, 7 its stride, 8 outChannels, 9 to 21 as in
 * writeWindows, 22 rows of gradOutput, 24 rows of a block. `work` holds one block of windows, one packed block of
 * gradOutput with 128 bytes more, and a partial sum.
 */
export function convolutionGradWeight(record: usize, work: usize): void {
  const xStride = address(record, 2), gradOutput = address(record, 3), gradStride = address(record, 4);
  const gradWeight = address(record, 6), weightStride = address(record, 7), outChannels = integer(record, 8);
  const rows = integer(record, 22), blockRows = integer(record, 24), length = windowLength(record);
  const direct = windowsAreImage(record), windowStride = direct ? xStride : <usize>length << 2;
  const panel = work + (<usize>blockRows * <usize>length << 2) + 64;
  const partial = panel + (<usize>blockRows << 6) + 128;
  let block = 0;
  for (let first = 0; first < rows; first += blockRows) {
    const count = min(blockRows, rows - first);
    let windows = work;
    if (direct) windows = address(record, 1) + <usize>first * xStride;
    else writeWindows(record, first, count, work);
    const resume = block % BLOCKS_PER_PARTIAL_SUM != 0;
    const sum = block < BLOCKS_PER_PARTIAL_SUM ? gradWeight : partial;
    for (let column = 0, columns = 0; column < outChannels; column += columns) {
      columns = panelColumns(outChannels - column);
      const offset = <usize>column << 2, c = sum + offset;
      packColumns(gradOutput + <usize>first * gradStride + offset, gradStride, columns, count, panel);
      const start = resume ? c : <usize>ZERO_LINE, startStride = resume ? weightStride : 0;
      multiplyPanel(columns, count, windows, 4, windowStride, length, panel, c, weightStride, start, startStride);
    }
    block++;
    const complete = block % BLOCKS_PER_PARTIAL_SUM == 0 || first + blockRows >= rows;
    if (complete && sum == partial) addFloats(partial, gradWeight, <usize>length * weightStride);
  }
}

/** to += from, in whole vectors. */
function addFloats(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
  }
}
