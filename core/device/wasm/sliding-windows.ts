import type { ConvolutionGeometry } from '../../plan/ops.ts';

/** What slides over what in a convolution; `dilation` is said at the kernel that writes the windows. */
export interface SlidingWindows {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly dilationY: number;
  readonly dilationX: number;
}

/** A block of windows that stays in the second-level cache. */
const BLOCK_FLOATS = 65_536;
const BLOCK_ROWS_MAX = 96;
const BLOCK_ROWS_MIN = 12;

/** The windows over x, one per position of y. */
export function outputWindows(geometry: ConvolutionGeometry): SlidingWindows {
  const { inChannels, inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth } = geometry;
  const { strideY, strideX, padTop, padLeft } = geometry;
  const kernel = { kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft, dilationY: 1, dilationX: 1 };
  return { channels: inChannels, height: inHeight, width: inWidth, outHeight, outWidth, ...kernel };
}

/**
 * The windows over gradOutput, one per position of x: the kernel turned about slides one position at a time over gradients
 * that lie a stride apart.
 */
export function gradInputWindows(geometry: ConvolutionGeometry): SlidingWindows {
  const { outChannels, inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth } = geometry;
  return {
    channels: outChannels,
    height: outHeight,
    width: outWidth,
    outHeight: inHeight,
    outWidth: inWidth,
    kernelHeight,
    kernelWidth,
    strideY: 1,
    strideX: 1,
    padTop: kernelHeight - 1 - geometry.padTop,
    padLeft: kernelWidth - 1 - geometry.padLeft,
    dilationY: geometry.strideY,
    dilationX: geometry.strideX,
  };
}

export function windowLength({ kernelHeight, kernelWidth, channels }: SlidingWindows): number {
  return kernelHeight * kernelWidth * channels;
}

/** Rows of a block: a multiple of the tile's 6. */
export function blockRows(windows: SlidingWindows): number {
  const fitting = Math.floor(BLOCK_FLOATS / windowLength(windows) / 6) * 6;
  return Math.min(BLOCK_ROWS_MAX, Math.max(BLOCK_ROWS_MIN, fitting));
}
