import type { BufferId } from '../buffer.ts';
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

/** Each gradOutput[(b, oy, ox), c], divided by its window's count of positions inside the image, is added to them. */
export interface AveragePoolBackwardOp {
  readonly kind: 'averagePoolBackward';
  readonly gradOutput: BufferId;
  readonly gradInput: BufferId;
  readonly geometry: WindowGeometry;
}
