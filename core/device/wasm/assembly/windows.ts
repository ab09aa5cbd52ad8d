import { address, integer } from './record';

// Windows over images [B · H · W, C], written out as rows of a matrix ("im2col"): row (b · outHeight + oy) · outWidth + ox
// holds the window's elements (ky, kx, c), zeros where it lies outside. Convolutions make a few such rows at a time.

/** Copies `count` floats with whole vectors; it may write up to three more, so rows are made in ascending order. */
@inline
function copyFloats(from: usize, to: usize, count: i32): usize {
  const end = to + (<usize>count << 2), shift = from - to;
  for (let at = to; at < end; at += 16) v128.store(at, v128.load(at + shift));
  return end;
}

/** Like copyFloats. */
@inline
function zeroFloats(to: usize, count: i32): usize {
  const end = to + (<usize>count << 2);
  for (let at = to; at < end; at += 16) v128.store(at, f32x4.splat(0));
  return end;
}

/** Elements of one window. */
@inline
export function windowLength(record: usize): i32 {
  return integer(record, 14) * integer(record, 15) * integer(record, 9);
}

/** Whether the windows are the image itself: one position each, at every position. */
@inline
export function windowsAreImage(record: usize): bool {
  const single = integer(record, 14) == 1 && integer(record, 15) == 1;
  const everywhere = integer(record, 16) == 1 && integer(record, 17) == 1;
  const straight = integer(record, 18) == 0 && integer(record, 19) == 0;
  return single && everywhere && straight && integer(record, 20) == 1 && integer(record, 21) == 1;
}

/**
 * Writes the windows `first` to `first + rows − 1`, one after the other. With a dilation of d, the image is thought of
 * with d − 1 rows of zeros between its own, which is what the gradient of a convolution of stride d slides over.
 *
 * Fields of the record: 1 image, 2 its stride, 9 channels, 10 height, 11 width, 12 outHeight, 13 outWidth,
 * 14 kernelHeight, 15 kernelWidth, 16 strideY, 17 strideX, 18 padTop, 19 padLeft, 20 dilationY, 21 dilationX.
 */
export function writeWindows(record: usize, first: i32, rows: i32, out: usize): void {
  const stride = address(record, 2), channels = integer(record, 9);
  const height = integer(record, 10), width = integer(record, 11);
  const outHeight = integer(record, 12), outWidth = integer(record, 13);
  const kernelHeight = integer(record, 14), kernelWidth = integer(record, 15);
  const strideY = integer(record, 16), strideX = integer(record, 17);
  const padTop = integer(record, 18), padLeft = integer(record, 19);
  const dilationY = integer(record, 20), dilationX = integer(record, 21);
  const linesTouch = dilationX == 1 && stride == <usize>channels << 2;
  const lineBytes = <usize>width * stride;
  let ox = first % outWidth;
  let oy = first / outWidth % outHeight;
  let image = address(record, 1) + <usize>(first / outWidth / outHeight * height) * lineBytes;
  for (let row = 0; row < rows; row++) {
    const left = ox * strideX - padLeft;
    for (let ky = 0; ky < kernelHeight; ky++) {
      const top = oy * strideY - padTop + ky, iy = top / dilationY;
      if (top < 0 || iy * dilationY != top || iy >= height) {
        out = zeroFloats(out, kernelWidth * channels);
        continue;
      }
      const line = image + <usize>iy * lineBytes;
      if (linesTouch) {
        const start = min(kernelWidth, max(0, -left)), end = max(start, min(kernelWidth, width - left));
        out = zeroFloats(out, start * channels);
        out = copyFloats(line + <usize>(left + start) * stride, out, (end - start) * channels);
        out = zeroFloats(out, (kernelWidth - end) * channels);
      } else {
        for (let kx = 0; kx < kernelWidth; kx++) {
          const across = left + kx, ix = across / dilationX;
          if (across < 0 || ix * dilationX != across || ix >= width) out = zeroFloats(out, channels);
          else out = copyFloats(line + <usize>ix * stride, out, channels);
        }
      }
    }
    if (++ox == outWidth) {
      ox = 0;
      if (++oy == outHeight) {
        oy = 0;
        image += <usize>height * lineBytes;
      }
    }
  }
}
