import { address, integer } from './record';

/** Copies pixels, and zeros behind each where `to` is padded. */
function copyPixels(from: usize, fromStride: usize, to: usize, toStride: usize, count: i32, bytes: usize): void {
  if (fromStride == bytes && toStride == bytes) {
    memory.copy(to, from, <usize>count * bytes);
    return;
  }
  for (let pixel = 0; pixel < count; pixel++) {
    copyPixel(from + <usize>pixel * fromStride, to + <usize>pixel * toStride, bytes, toStride);
  }
}

@inline
function copyPixel(from: usize, to: usize, bytes: usize, stride: usize): void {
  for (let at: usize = 0; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at));
  for (let at = bytes; at < stride; at += 4) store<f32>(to + at, 0);
}

/**
 * Moves and mirrors the images of one batch. Strides are in bytes; those of a pixel are wider than its channels where its
 * rows are padded.
 *
 * Fields: 1 examples, 2 height, 3 width, 4 channels, 5 x, 6 stride of an example of x, 7 of a pixel of x, 8 y, 9 stride of
 * an example of y, 10 of a pixel of y, 11 moves, 12 padding.
 */
export function augment(record: usize, step: i32): void {
  const examples = integer(record, 1), height = integer(record, 2), width = integer(record, 3);
  const bytes = <usize>integer(record, 4) << 2;
  const xStride = address(record, 6), xPixel = address(record, 7);
  const yStride = address(record, 9), yPixel = address(record, 10), padding = address(record, 12);
  let x = address(record, 5), y = address(record, 8);
  let moves = address(record, 11) + (<usize>step * <usize>examples * 12);
  // Behind the last pixel of an example that is one padded row.
  const image = <usize>(height * width) * yPixel, tail = yStride - image;
  for (let example = 0; example < examples; example++) {
    const dy = load<i32>(moves), dx = load<i32>(moves, 4), flip = load<i32>(moves, 8) == 1;
    for (let row = 0; row < height; row++) {
      const fromRow = row + dy, pad = padding + <usize>(row * width) * bytes;
      const to = y + <usize>(row * width) * yPixel;
      if (fromRow < 0 || fromRow >= height) {
        copyPixels(pad, bytes, to, yPixel, width, bytes);
        continue;
      }
      const from = x + <usize>(fromRow * width) * xPixel;
      if (flip) {
        for (let column = 0; column < width; column++) {
          const source = width - 1 - column + dx, inside = source >= 0 && source < width;
          const pixel = inside ? from + <usize>source * xPixel : pad + <usize>column * bytes;
          copyPixel(pixel, to + <usize>column * yPixel, bytes, yPixel);
        }
      } else {
        const first = min(width, max(0, -dx)), end = max(first, min(width, width - dx));
        copyPixels(pad, bytes, to, yPixel, first, bytes);
        copyPixels(from + <usize>(first + dx) * xPixel, xPixel, to + <usize>first * yPixel, yPixel, end - first, bytes);
        copyPixels(pad + <usize>end * bytes, bytes, to + <usize>end * yPixel, yPixel, width - end, bytes);
      }
    }
    if (tail > 0) memory.fill(y + image, 0, tail);
    x += xStride;
    y += yStride;
    moves += 12;
  }
}
