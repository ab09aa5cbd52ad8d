import type { KernelThread } from '../compile/gpu-js.ts';

export interface AugmentConstants {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * See `AugmentOp`, as a kernel of gpu.js: images are a stack of one plane each, [height, width · channels], and so is the
 * padding; `moves` is as the plan has it.
 */
export function augment(
  this: KernelThread<AugmentConstants>,
  x: number[][][],
  moves: number[][],
  padding: number[][],
  state: number[],
): number {
  // The half keeps the quotient away from the integers, where rounding decides.
  const ox = Math.floor((this.thread.x + 0.5) / this.constants.channels);
  const c = this.thread.x - ox * this.constants.channels;
  const step = state[0];
  const move = 3 * this.thread.z;
  const iy = this.thread.y + moves[step][move];
  let ix = ox;
  if (moves[step][move + 2] > 0) ix = this.constants.width - 1 - ox;
  ix += moves[step][move + 1];
  if (iy < 0 || iy >= this.constants.height || ix < 0 || ix >= this.constants.width) {
    return padding[this.thread.y][this.thread.x];
  }
  return x[this.thread.z][iy][ix * this.constants.channels + c];
}
