/**
 * Windows that slide over a batch of images. An image batch is a float matrix [B · H · W, C]: row (b · H + y) · W + x
 * holds the channels of one position (NHWC). The window of output position (oy, ox) covers the input positions
 * iy = oy · strideY + ky − padTop, ix = ox · strideX + kx − padLeft, ky from 0 to kernelHeight − 1 and kx to
 * kernelWidth − 1; those outside of the image are padding. Every window covers at least one position of the image.
 */
export interface WindowGeometry {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly padTop: number;
  readonly padLeft: number;
}

/** Windows over all channels of an image, each giving one number per output channel. */
export interface ConvolutionGeometry extends WindowGeometry {
  readonly inChannels: number;
  readonly outChannels: number;
}
