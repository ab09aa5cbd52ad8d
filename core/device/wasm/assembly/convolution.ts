import { ZERO_LINE } from '../op-code';
import { frameLineBytes, frameLines, linesOfBlock, writeElementOffsets, writeFrames, writeWindowOffsets } from './frames';
import { multiplyPanel, packColumns, packRows, panelColumns } from './panels';
import { address, integer } from './record';

// Convolutions are products of windows and weights, panel by panel. The windows are never written out: tiles read them from
// frames, which are made for a block of lines at a time, small enough to stay in the cache until its last tile.

/** Elements of one window. */
@inline
function windowLength(record: usize): i32 {
  return integer(record, 14) * integer(record, 15) * integer(record, 9);
}

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
 * Fields: 1 x, 2 its stride, 3 weights, 4 their stride, 5 bias or 0, 6 y, 7 its stride, 8 outChannels, 9 to 22 and 24 as in
 * frames.ts, 23 whether the weights are turned. `work` holds all packed weights, 192 bytes more, where the windows of a
 * block start, and its frames.
 */
export function convolution(record: usize, work: usize): void {
  const bias = address(record, 5), y = address(record, 6), yStride = address(record, 7);
  const outChannels = integer(record, 8), outWidth = integer(record, 13), lines = integer(record, 22) / outWidth;
  const length = windowLength(record), kernelHeight = integer(record, 14), run = length / kernelHeight;
  const gap = frameLineBytes(record) - (<usize>run << 2);
  const offsets = work + <usize>(((outChannels + 7) & ~7) * length << 2) + 192;
  const frames = offsets + (<usize>(integer(record, 24) * outWidth + 5) << 2);
  packWeights(record, length, work);
  writeWindowOffsets(record, offsets);
  for (let line = 0, count = 0; line < lines; line += count) {
    count = linesOfBlock(record, line, lines);
    writeFrames(record, line, count, frames);
    let panel = work;
    for (let column = 0, columns = 0; column < outChannels; column += columns) {
      columns = panelColumns(outChannels - column);
      const offset = <usize>column << 2, c = y + <usize>(line * outWidth) * yStride + offset;
      const start = bias != 0 ? bias + offset : <usize>ZERO_LINE;
      multiplyPanel(columns, run, kernelHeight, gap, frames, offsets, 4, count * outWidth, panel, c, yStride, start, 0);
      panel += <usize>(length * columns) << 2;
    }
  }
}

/** Blocks whose products are summed up before they meet the sum of all: rounding grows with both counts only. */
const BLOCKS_PER_PARTIAL_SUM: i32 = 4;

/**
 * gradWeight = windowsᵀ · gradOutput, in partial sums that are added in order.
 *
 * Fields: 1 x, 2 its stride, 3 gradOutput, 4 its stride, 6 gradWeight, 7 its stride, 8 outChannels, 9 to 22 and 24 as in
 * frames.ts. `work` holds a packed block of gradOutput, a partial sum, where the elements of a window lie, and the block's
 * frames.
 */
export function convolutionGradWeight(record: usize, work: usize): void {
  const gradOutput = address(record, 3), gradStride = address(record, 4);
  const gradWeight = address(record, 6), weightStride = address(record, 7), outChannels = integer(record, 8);
  const outHeight = integer(record, 12), outWidth = integer(record, 13), lines = integer(record, 22) / outWidth;
  const length = windowLength(record), lineBytes = frameLineBytes(record);
  const stepX = <usize>(integer(record, 17) * integer(record, 9)) << 2;
  const gap = <usize>integer(record, 16) * lineBytes - <usize>outWidth * stepX;
  const partial = work + (<usize>(integer(record, 24) * outWidth) << 6);
  const elements = partial + <usize>length * weightStride, frames = elements + (<usize>(length + 5) << 2);
  writeElementOffsets(record, elements);
  let block = 0;
  for (let line = 0, count = 0; line < lines; line += count) {
    count = linesOfBlock(record, line, lines);
    writeFrames(record, line, count, frames);
    const sum = block < BLOCKS_PER_PARTIAL_SUM ? gradWeight : partial;
    const imageLines = min(count, outHeight), frameBytes = <usize>frameLines(record, imageLines) * lineBytes;
    for (let column = 0, columns = 0; column < outChannels; column += columns) {
      columns = panelColumns(outChannels - column);
      const offset = <usize>column << 2, c = sum + offset, imageBytes = <usize>(imageLines * outWidth * columns) << 2;
      const gradients = gradOutput + <usize>(line * outWidth) * gradStride + offset;
      packColumns(gradients, gradStride, columns, count * outWidth, work);
      let resume = block % BLOCKS_PER_PARTIAL_SUM != 0, frame = frames, panel = work;
      for (let first = 0; first < count; first += imageLines) {
        const start = resume ? c : <usize>ZERO_LINE, startStride = resume ? weightStride : 0;
        multiplyPanel(
          columns, outWidth, imageLines, gap, frame, elements, stepX, length, panel, c, weightStride, start, startStride,
        );
        resume = true;
        frame += frameBytes;
        panel += imageBytes;
      }
    }
    block++;
    const complete = block % BLOCKS_PER_PARTIAL_SUM == 0 || line + count >= lines;
    if (complete && sum == partial) addFloats(partial, gradWeight, <usize>length * weightStride);
  }
}

/** to += from, in whole vectors. */
function addFloats(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
  }
}
