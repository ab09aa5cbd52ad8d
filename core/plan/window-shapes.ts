import type { BufferId } from './buffer.ts';
import type { ConvolutionGeometry, WindowGeometry } from './ops/window.ts';
import type { ShapeCheck } from './shape-check.ts';

/** Images of one size before the windows (`inputs`) and of one size after them (`outputs`), all of `channels`. */
interface Images {
  readonly inputs: readonly BufferId[];
  readonly outputs: readonly BufferId[];
}

export function checkImages(geometry: WindowGeometry, check: ShapeCheck, channels: number, images: Images): void {
  checkGeometry(geometry, check);
  const { batch, inHeight, inWidth, outHeight, outWidth } = geometry;
  for (const buffer of images.inputs) check.shape(buffer, batch * inHeight * inWidth, channels);
  for (const buffer of images.outputs) check.shape(buffer, batch * outHeight * outWidth, channels);
}

interface ConvolutionBuffers {
  /** Or its gradient. */
  readonly x: BufferId;
  /** Or its gradient. */
  readonly y: BufferId;
  /** Or its gradient. */
  readonly weight: BufferId;
  readonly bias: BufferId | null;
}

export function checkConvolution(geometry: ConvolutionGeometry, check: ShapeCheck, buffers: ConvolutionBuffers): void {
  checkGeometry(geometry, check);
  const { batch, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, kernelHeight, kernelWidth } =
    geometry;
  check.shape(buffers.x, batch * inHeight * inWidth, inChannels);
  check.shape(buffers.y, batch * outHeight * outWidth, outChannels);
  check.shape(buffers.weight, kernelHeight * kernelWidth * inChannels, outChannels);
  check.vector(outChannels, buffers.bias);
}

function checkGeometry(geometry: WindowGeometry, check: ShapeCheck): void {
  const { inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft } =
    geometry;
  const covers = (extent: number, out: number, kernel: number, stride: number, pad: number) =>
    pad >= 0 && pad < kernel && stride >= 1 && (out - 1) * stride - pad < extent;
  check.that(
    covers(inHeight, outHeight, kernelHeight, strideY, padTop) &&
      covers(inWidth, outWidth, kernelWidth, strideX, padLeft),
    'every window must cover a position of the image',
  );
}
