import { PANEL_BYTES } from '../op-code.ts';
import { blockRows, frameFloats, windowLength, type SlidingWindows } from './sliding-windows.ts';

/** Bytes of what the matrix product and the convolutions pack before they multiply. */

/** One panel, and where the product's rows start. */
export function productBytes(rows: number): number {
  return PANEL_BYTES + offsetBytes(rows);
}

/** All packed weights, and a block's windows and frames. */
export function convolutionBytes(windows: SlidingWindows, outChannels: number): number {
  const weights = paddedBytes(outChannels) * windowLength(windows);
  return weights + offsetBytes(blockRows(windows)) + frameFloats(windows) * 4;
}

/** The sum of a block, one panel, where the windows' elements lie, and a block's frames. */
export function convolutionGradientBytes(windows: SlidingWindows, outChannels: number): number {
  const partialSum = windowLength(windows) * (paddedBytes(outChannels) + 32);
  const panel = blockRows(windows) * 64;
  return offsetBytes(windowLength(windows)) + partialSum + panel + frameFloats(windows) * 4;
}

/** Where so many rows start, and up to a whole tile of six more. */
function offsetBytes(rows: number): number {
  return (rows + 5) * 4;
}

export function paddedBytes(columns: number): number {
  return Math.ceil(columns / 8) * 32;
}
