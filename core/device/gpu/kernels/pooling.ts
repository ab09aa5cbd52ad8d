import type { KernelThread } from '../compile/gpu-js.ts';

/**
 * Pooling as kernels of gpu.js. Images are a stack of one plane each, [height, width · channels]; a thread computes one
 * element. Of quotients the halves keep the result away from the integers, where rounding decides.
 */

export interface WindowConstants {
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
  readonly channels: number;
}

/** ⌊a / b⌋ for integers */
export function quotient(a: number, b: number): number {
  return Math.floor((a + 0.5) / b);
}

/** 1 for every number, 0 for NaN: no comparison with it holds. */
export function isNumber(x: number): number {
  if (x <= 0) return 1;
  if (x > 0) return 1;
  return 0;
}

/** The largest of the window, or its first NaN. */
export function maxPool(this: KernelThread<WindowConstants>, x: number[][][]): number {
  const column = quotient(this.thread.x, this.constants.channels);
  const c = this.thread.x - column * this.constants.channels;
  const top = this.thread.y * this.constants.strideY - this.constants.padTop;
  const left = column * this.constants.strideX - this.constants.padLeft;
  let largest = 0;
  let found = 0;
  for (let ky = 0; ky < this.constants.kernelHeight; ky++) {
    for (let kx = 0; kx < this.constants.kernelWidth; kx++) {
      const iy = top + ky;
      const ix = left + kx;
      if (iy >= 0 && iy < this.constants.inHeight && ix >= 0 && ix < this.constants.inWidth) {
        const value = x[this.thread.z][iy][ix * this.constants.channels + c];
        // Once it is NaN it stays NaN: `found` is 2 then.
        if (found === 0 || (found === 1 && value > largest)) {
          largest = value;
          found = 1;
        }
        if (found === 1 && isNumber(value) === 0) {
          largest = value;
          found = 2;
        }
      }
    }
  }
  return largest;
}

/** Which element of the window, ky · kernelWidth + kx, is its maximum: the first that equals y, or the first NaN. */
export function maxPoolWinner(this: KernelThread<WindowConstants>, x: number[][][], y: number[][][]): number {
  const column = quotient(this.thread.x, this.constants.channels);
  const c = this.thread.x - column * this.constants.channels;
  const top = this.thread.y * this.constants.strideY - this.constants.padTop;
  const left = column * this.constants.strideX - this.constants.padLeft;
  const largest = y[this.thread.z][this.thread.y][this.thread.x];
  const wantsNumber = isNumber(largest);
  let winner = -1;
  for (let ky = 0; ky < this.constants.kernelHeight; ky++) {
    for (let kx = 0; kx < this.constants.kernelWidth; kx++) {
      const iy = top + ky;
      const ix = left + kx;
      if (winner < 0 && iy >= 0 && iy < this.constants.inHeight && ix >= 0 && ix < this.constants.inWidth) {
        const value = x[this.thread.z][iy][ix * this.constants.channels + c];
        if (wantsNumber === 1 && value === largest) winner = ky * this.constants.kernelWidth + kx;
        if (wantsNumber === 0 && isNumber(value) === 0) winner = ky * this.constants.kernelWidth + kx;
      }
    }
  }
  return winner;
}

/** Each element gathers from the windows that it won. */
export function maxPoolGradient(
  this: KernelThread<WindowConstants>,
  winners: number[][][],
  gradOutput: number[][][],
): number {
  const column = quotient(this.thread.x, this.constants.channels);
  const c = this.thread.x - column * this.constants.channels;
  let sum = 0;
  for (let ky = 0; ky < this.constants.kernelHeight; ky++) {
    for (let kx = 0; kx < this.constants.kernelWidth; kx++) {
      const top = this.thread.y + this.constants.padTop - ky;
      const left = column + this.constants.padLeft - kx;
      const oy = quotient(top, this.constants.strideY);
      const ox = quotient(left, this.constants.strideX);
      const onGrid = oy * this.constants.strideY === top && ox * this.constants.strideX === left;
      if (onGrid && oy >= 0 && oy < this.constants.outHeight && ox >= 0 && ox < this.constants.outWidth) {
        const x = ox * this.constants.channels + c;
        if (winners[this.thread.z][oy][x] === ky * this.constants.kernelWidth + kx) {
          sum += gradOutput[this.thread.z][oy][x];
        }
      }
    }
  }
  return sum;
}

/** The mean of the window's positions inside of the image. */
export function averagePool(this: KernelThread<WindowConstants>, x: number[][][]): number {
  const column = quotient(this.thread.x, this.constants.channels);
  const c = this.thread.x - column * this.constants.channels;
  const top = this.thread.y * this.constants.strideY - this.constants.padTop;
  const left = column * this.constants.strideX - this.constants.padLeft;
  let sum = 0;
  let count = 0;
  for (let ky = 0; ky < this.constants.kernelHeight; ky++) {
    for (let kx = 0; kx < this.constants.kernelWidth; kx++) {
      const iy = top + ky;
      const ix = left + kx;
      if (iy >= 0 && iy < this.constants.inHeight && ix >= 0 && ix < this.constants.inWidth) {
        sum += x[this.thread.z][iy][ix * this.constants.channels + c];
        count += 1;
      }
    }
  }
  return sum / count;
}

/** How many positions a window has inside of the image, along one axis. */
export function covered(out: number, stride: number, padding: number, kernel: number, extent: number): number {
  const first = out * stride - padding;
  return Math.min(first + kernel, extent) - Math.max(first, 0);
}

/** Each element gathers its share from the windows that cover it. */
export function averagePoolGradient(this: KernelThread<WindowConstants>, gradOutput: number[][][]): number {
  const column = quotient(this.thread.x, this.constants.channels);
  const c = this.thread.x - column * this.constants.channels;
  let sum = 0;
  for (let ky = 0; ky < this.constants.kernelHeight; ky++) {
    for (let kx = 0; kx < this.constants.kernelWidth; kx++) {
      const top = this.thread.y + this.constants.padTop - ky;
      const left = column + this.constants.padLeft - kx;
      const oy = quotient(top, this.constants.strideY);
      const ox = quotient(left, this.constants.strideX);
      const onGrid = oy * this.constants.strideY === top && ox * this.constants.strideX === left;
      if (onGrid && oy >= 0 && oy < this.constants.outHeight && ox >= 0 && ox < this.constants.outWidth) {
        const height = covered(
          oy,
          this.constants.strideY,
          this.constants.padTop,
          this.constants.kernelHeight,
          this.constants.inHeight,
        );
        const width = covered(
          ox,
          this.constants.strideX,
          this.constants.padLeft,
          this.constants.kernelWidth,
          this.constants.inWidth,
        );
        sum += gradOutput[this.thread.z][oy][ox * this.constants.channels + c] / (height * width);
      }
    }
  }
  return sum;
}
