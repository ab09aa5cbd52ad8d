import type { BufferId } from '../buffer.ts';

/**
 * With i = indices[s, r]: example r of x is values[i, f] · scale[f] + shift[f], f from 0 to F − 1, and
 * batchLabels[r] = labels[i]. Where i is −1, the example is 0 and batchLabels[r] = −1.
 */
export interface GatherOp {
  readonly kind: 'gather';
  readonly values: BufferId;
  readonly labels: BufferId;
  readonly indices: BufferId;
  readonly scale: BufferId;
  readonly shift: BufferId;
  /** float [B · p, F / p], row-major: p = 1 for vectors; for images p = H · W positions of F / p channels (NHWC). */
  readonly x: BufferId;
  /** int [B, 1] */
  readonly batchLabels: BufferId;
}

/**
 * Moves and mirrors images. With (dy, dx, flip) = moves[s, 3b … 3b + 2], and ix = ox, or W − 1 − ox where flip is 1:
 * y of example b at (oy, ox, c) is x at (oy + dy, ix + dx, c), and padding at (oy, ox, c) where that is outside the image.
 * So it is a crop of the padded image, mirrored thereafter. Where x was gathered, padding is the gather's shift: what a
 * raw value of 0 becomes.
 * x, y: float [B · p, H · W · C / p], row-major, as gather has them; padding: float [1, H · W · C];
 * moves: int [stepsMax, 3B], dy and dx any integers, flip 0 or 1.
 */
export interface AugmentOp {
  readonly kind: 'augment';
  readonly x: BufferId;
  readonly y: BufferId;
  readonly moves: BufferId;
  readonly padding: BufferId;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** y holds the elements of x in the same (row-major) order, under another shape of as many elements. */
export interface ReshapeOp {
  readonly kind: 'reshape';
  readonly x: BufferId;
  readonly y: BufferId;
}
