import type { WindowGeometry } from '../../../plan/ops.ts';

/** One element of a window that lies inside the image. */
export interface WindowElement {
  /** Row of the output: (b · outHeight + oy) · outWidth + ox. */
  readonly output: number;
  /** Row of the input: (b · inHeight + iy) · inWidth + ix. */
  readonly input: number;
  /** Number of the element in its window: ky · kernelWidth + kx. */
  readonly element: number;
}

/** Calls `visit` for every element of every window that lies inside its image; windows, and elements of one, in order. */
export function eachWindowElement(geometry: WindowGeometry, visit: (at: WindowElement) => void): void {
  const { batch, inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth } = geometry;
  for (let b = 0; b < batch; b += 1) {
    for (let oy = 0; oy < outHeight; oy += 1) {
      for (let ox = 0; ox < outWidth; ox += 1) {
        const output = (b * outHeight + oy) * outWidth + ox;
        for (let ky = 0; ky < kernelHeight; ky += 1) {
          const iy = oy * geometry.strideY + ky - geometry.padTop;
          if (iy < 0 || iy >= inHeight) continue;
          for (let kx = 0; kx < kernelWidth; kx += 1) {
            const ix = ox * geometry.strideX + kx - geometry.padLeft;
            if (ix < 0 || ix >= inWidth) continue;
            visit({ output, input: (b * inHeight + iy) * inWidth + ix, element: ky * kernelWidth + kx });
          }
        }
      }
    }
  }
}
