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

/** y holds the elements of x in the same (row-major) order, under another shape of as many elements. */
export interface ReshapeOp {
  readonly kind: 'reshape';
  readonly x: BufferId;
  readonly y: BufferId;
}
