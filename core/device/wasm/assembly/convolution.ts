import { PANEL_ROWS, ZERO_LINE } from '../op-code';
import { address, integer } from './record';
import { packColumns, packRows, tile } from './tile';
import { windowLength, windowsAreImage, writeWindows } from './windows';

// Convolutions are products of windows and weights, in the tiles of tile.ts. The windows are made a block of rows at a
// time, small enough to stay in the cache until its last tile.

/** Packs the weights [K, outChannels] as they are, or turned about and transposed, as the input's gradient needs them. */
function packWeights(record: usize, length: i32, panels: usize): void {
  const weight = address(record, 3), stride = address(record, 4);
  const outChannels = integer(record, 8), channels = integer(record, 9), turned = integer(record, 23) != 0;
  const positions = length / channels;
  for (let column = 0; column < outChannels; column += 8) {
    if (turned) {
      // The block of kernel position p is [outChannels, channels] in the memory of the weights.
      for (let p = 0; p < positions; p++) {
        const block = weight + <usize>((positions - 1 - p) * outChannels + column) * stride;
        packRows(block, stride, outChannels - column, channels, panels + (<usize>(p * channels) << 5));
      }
    } else {
      packColumns(weight + (<usize>column << 2), stride, length, panels);
    }
    panels += <usize>length << 5;
  }
}

/**
 * y = windows · weights (+ bias). The input's gradient is the same, over gradOutput, with the weights turned.
 *
 * Fields: 1 x, 2 its stride, 3 weights, 4 their stride, 5 bias or 0, 6 y, 7 its stride, 8 outChannels, 9 to 21 as in
 * writeWindows, 22 rows of y, 23 whether the weights are turned, 24 rows of a block. `work` holds all packed weights, 128
 * bytes more, and one block of windows.
 */
export function convolution(record: usize, work: usize): void {
  const xStride = address(record, 2), bias = address(record, 5), yStride = address(record, 7);
  const outChannels = integer(record, 8), rows = integer(record, 22), blockRows = integer(record, 24);
  const length = windowLength(record), panelBytes = <usize>length << 5, direct = windowsAreImage(record);
  const block = work + <usize>((outChannels + 7) >> 3) * panelBytes + 128;
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
      let panel = work + (<usize>k0 << 5);
      for (let column = 0; column < outChannels; column += 8) {
        const constantStart = bias != 0 ? bias + (<usize>column << 2) : <usize>ZERO_LINE;
        let a = windows + (<usize>k0 << 2);
        let c = address(record, 6) + <usize>first * yStride + (<usize>column << 2);
        for (let row = 0; row < count; row += 6) {
          const start = resume ? c : constantStart;
          tile(depth, a, windowStride, 4, count - row, panel, c, yStride, start, resume ? yStride : 0);
          a += windowStride * 6;
          c += yStride * 6;
        }
        panel += panelBytes;
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
  const partial = panel + (<usize>blockRows << 5) + 128;
  let block = 0;
  for (let first = 0; first < rows; first += blockRows) {
    const count = min(blockRows, rows - first);
    let windows = work;
    if (direct) windows = address(record, 1) + <usize>first * xStride;
    else writeWindows(record, first, count, work);
    const resume = block % BLOCKS_PER_PARTIAL_SUM != 0;
    const sum = block < BLOCKS_PER_PARTIAL_SUM ? gradWeight : partial;
    for (let column = 0; column < outChannels; column += 8) {
      packColumns(gradOutput + <usize>first * gradStride + (<usize>column << 2), gradStride, count, panel);
      let a = windows;
      let c = sum + (<usize>column << 2);
      for (let row = 0; row < length; row += 6) {
        const start = resume ? c : <usize>ZERO_LINE;
        tile(count, a, 4, windowStride, length - row, panel, c, weightStride, start, resume ? weightStride : 0);
        a += 24;
        c += weightStride * 6;
      }
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
