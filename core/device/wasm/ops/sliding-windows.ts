import type { ConvolutionGeometry } from '../../../plan/ops.ts';

/** What slides over what in a convolution; `dilation` is said at the kernel that writes the frames. */
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

/** Frames that stay in the second-level cache. */
const BLOCK_FLOATS = 65_536;
/** So many rows of gradients, packed, fill half of a first-level cache. */
const BLOCK_ROWS = 256;

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

/** Floats of one line of a frame: an image with the zeros of padding and dilation written out. */
function frameLineFloats({ outWidth, strideX, kernelWidth, channels }: SlidingWindows): number {
  return ((outWidth - 1) * strideX + kernelWidth) * channels;
}

/** Lines of the output that are computed at a time: some of an image, or whole images. */
export function blockLines(windows: SlidingWindows): number {
  const { outHeight, outWidth, strideY, kernelHeight } = windows;
  const frameLines = Math.floor(BLOCK_FLOATS / frameLineFloats(windows));
  const fitting = Math.floor((frameLines - kernelHeight) / strideY) + 1;
  const lines = Math.max(1, Math.min(fitting, Math.floor(BLOCK_ROWS / outWidth)));
  if (lines >= outHeight) return lines - (lines % outHeight);
  // Bands of about one height, so that no short last one wastes its packing.
  return Math.ceil(outHeight / Math.ceil(outHeight / lines));
}

/** Rows of a block: positions of its lines. */
export function blockRows(windows: SlidingWindows): number {
  return blockLines(windows) * windows.outWidth;
}

/** Of the frames of a block. */
export function frameFloats(windows: SlidingWindows): number {
  const { outHeight, strideY, kernelHeight } = windows;
  const lines = blockLines(windows);
  const imageLines = Math.min(lines, outHeight);
  return Math.ceil(lines / outHeight) * ((imageLines - 1) * strideY + kernelHeight) * frameLineFloats(windows);
}
