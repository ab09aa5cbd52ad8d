import type { BufferId } from '../buffer.ts';
import type { OpDescription } from '../op-description.ts';
import { checkImages } from '../window-shapes.ts';
import type { WindowGeometry } from './window.ts';

/**
 * y[(b, oy, ox), c] = the largest x[(b, iy, ix), c] of the window's positions inside the image; NaN if one of them is NaN.
 * x: [B · inHeight · inWidth, C]; y: [B · outHeight · outWidth, C].
 */
export interface MaxPoolOp {
  readonly kind: 'maxPool';
  readonly x: BufferId;
  readonly y: BufferId;
  readonly geometry: WindowGeometry;
}

export const maxPool: OpDescription<MaxPoolOp> = {
  buffers: ({ x, y }) => ({ reads: [x], writes: [y] }),
  check: ({ geometry, x, y }, check) =>
    checkImages(geometry, check, check.info(x).columns, { inputs: [x], outputs: [y] }),
  flops: ({ geometry, y }, { size }) => windowFlops(geometry, size(y)),
  convention: null,
};

/**
 * Each gradOutput[(b, oy, ox), c] is added to gradInput at the window's maximum: the first position, ky before kx, whose
 * x equals y (the first NaN if y is NaN). All other elements of gradInput are 0.
 */
export interface MaxPoolBackwardOp {
  readonly kind: 'maxPoolBackward';
  readonly x: BufferId;
  readonly y: BufferId;
  readonly gradOutput: BufferId;
  readonly gradInput: BufferId;
  readonly geometry: WindowGeometry;
}

export const maxPoolBackward: OpDescription<MaxPoolBackwardOp> = {
  buffers: ({ x, y, gradOutput, gradInput }) => ({ reads: [x, y, gradOutput], writes: [gradInput] }),
  check: ({ geometry, x, y, gradOutput, gradInput }, check) =>
    checkImages(geometry, check, check.info(x).columns, { inputs: [x, gradInput], outputs: [y, gradOutput] }),
  flops: ({ geometry, gradOutput }, { size }) => windowFlops(geometry, size(gradOutput)),
  convention: null,
};

/**
 * y[(b, oy, ox), c] = the mean of x[(b, iy, ix), c] over the window's positions inside the image (padding does not count,
 * as with PyTorch's count_include_pad false). Shapes as in maxPool.
 */
export interface AveragePoolOp {
  readonly kind: 'averagePool';
  readonly x: BufferId;
  readonly y: BufferId;
  readonly geometry: WindowGeometry;
}

export const averagePool: OpDescription<AveragePoolOp> = {
  buffers: ({ x, y }) => ({ reads: [x], writes: [y] }),
  check: ({ geometry, x, y }, check) =>
    checkImages(geometry, check, check.info(x).columns, { inputs: [x], outputs: [y] }),
  flops: ({ geometry, y }, { size }) => windowFlops(geometry, size(y)),
  convention: 'counts positions inside the image only',
};

/** Each gradOutput[(b, oy, ox), c], divided by its window's count of positions inside the image, is added to them. */
export interface AveragePoolBackwardOp {
  readonly kind: 'averagePoolBackward';
  readonly gradOutput: BufferId;
  readonly gradInput: BufferId;
  readonly geometry: WindowGeometry;
}

export const averagePoolBackward: OpDescription<AveragePoolBackwardOp> = {
  buffers: ({ gradOutput, gradInput }) => ({ reads: [gradOutput], writes: [gradInput] }),
  check: ({ geometry, gradOutput, gradInput }, check) =>
    checkImages(geometry, check, check.info(gradInput).columns, { inputs: [gradInput], outputs: [gradOutput] }),
  flops: ({ geometry, gradOutput }, { size }) => windowFlops(geometry, size(gradOutput)),
  convention: null,
};

/** One operation for each position of each window. */
function windowFlops({ kernelHeight, kernelWidth }: WindowGeometry, windows: number): number {
  return kernelHeight * kernelWidth * windows;
}
