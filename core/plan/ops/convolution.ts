import type { BufferId } from '../buffer.ts';
import { given, type OpDescription } from '../op-description.ts';
import { checkConvolution } from '../window-shapes.ts';
import type { ConvolutionGeometry } from './window.ts';

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

export const conv2d: OpDescription<Conv2dOp> = {
  buffers: (op) => ({ reads: given(op.x, op.weight, op.bias), writes: [op.y] }),
  check: ({ geometry, x, y, weight, bias }, check) => checkConvolution(geometry, check, { x, y, weight, bias }),
  flops: ({ geometry, bias, y }, { size }) => convolutionFlops(geometry) + (bias === null ? 0 : size(y)),
  convention:
    'cross-correlation, weight [out, in, height, width]; padding same gives ceil(size / stride) outputs, padded evenly, the odd row or column below and right',
};

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

export const conv2dGradInput: OpDescription<Conv2dGradInputOp> = {
  buffers: (op) => ({ reads: [op.gradOutput, op.weight], writes: [op.gradInput] }),
  check: ({ geometry, gradInput, gradOutput, weight }, check) =>
    checkConvolution(geometry, check, { x: gradInput, y: gradOutput, weight, bias: null }),
  flops: ({ geometry }) => convolutionFlops(geometry),
  convention: null,
};

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

export const conv2dGradWeight: OpDescription<Conv2dGradWeightOp> = {
  buffers: (op) => ({ reads: [op.x, op.gradOutput], writes: [op.gradWeight] }),
  check: ({ geometry, x, gradOutput, gradWeight }, check) =>
    checkConvolution(geometry, check, { x, y: gradOutput, weight: gradWeight, bias: null }),
  flops: ({ geometry }) => convolutionFlops(geometry),
  convention: null,
};

function convolutionFlops(geometry: ConvolutionGeometry): number {
  const { batch, outHeight, outWidth, outChannels, kernelHeight, kernelWidth, inChannels } = geometry;
  return 2 * batch * outHeight * outWidth * outChannels * kernelHeight * kernelWidth * inChannels;
}
