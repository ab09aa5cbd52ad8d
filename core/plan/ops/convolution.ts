import type { BufferId } from '../buffer.ts';
import type { WindowGeometry } from './window.ts';

export interface ConvolutionGeometry extends WindowGeometry {
  readonly inChannels: number;
  readonly outChannels: number;
}

/**
 * y[(b, oy, ox), co] = bias[co] + Σ_{ky, kx, ci} x[(b, iy, ix), ci] · weight[(ky, kx, ci), co], with 0 for x in the
 * padding. x: [B · inHeight · inWidth, inChannels]; weight: [kernelHeight · kernelWidth · inChannels, outChannels], rows
 * in the order (ky, kx, ci); bias: [1, outChannels]; y: [B · outHeight · outWidth, outChannels].
 * A cross-correlation, as in PyTorch and Keras.
 */
export interface Conv2dOp {
  readonly kind: 'conv2d';
  readonly x: BufferId;
  readonly weight: BufferId;
  readonly bias: BufferId | null;
  readonly y: BufferId;
  readonly geometry: ConvolutionGeometry;
}

/**
 * gradInput[(b, iy, ix), ci] = Σ gradOutput[(b, oy, ox), co] · weight[(ky, kx, ci), co] over all co and all
 * (oy, ox, ky, kx) whose window element (ky, kx) is the position (iy, ix); 0 where no window covers it.
 */
export interface Conv2dGradInputOp {
  readonly kind: 'conv2dGradInput';
  readonly gradOutput: BufferId;
  readonly weight: BufferId;
  readonly gradInput: BufferId;
  readonly geometry: ConvolutionGeometry;
}

/**
 * gradWeight[(ky, kx, ci), co] = Σ_{b, oy, ox} x[(b, iy, ix), ci] · gradOutput[(b, oy, ox), co], with 0 for x in the
 * padding. (The gradient of the bias is gradOutput's columnSum.)
 */
export interface Conv2dGradWeightOp {
  readonly kind: 'conv2dGradWeight';
  readonly x: BufferId;
  readonly gradOutput: BufferId;
  readonly gradWeight: BufferId;
  readonly geometry: ConvolutionGeometry;
}
