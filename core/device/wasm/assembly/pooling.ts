import { address, integer } from './record';

// Pools slide over images [B · H · W, C] and take all channels of a position at once, padding columns included.
// Fields: 1 x, 2 its stride, 3 y, 4 bytes of the channels, 5 height, 6 width, 7 outHeight, 8 outWidth, 9 kernelHeight,
// 10 kernelWidth, 11 strideY, 12 strideX, 13 padTop, 14 padLeft, 15 images, 16 gradOutput, 17 gradInput. All images and
// gradients of one size have one stride.

/** Where a window starts inside the image. */
@inline
function clippedStart(start: i32): i32 {
  return max(0, start);
}

export function maxPool(record: usize): void {
  const stride = address(record, 2), width = address(record, 4);
  const inHeight = integer(record, 5), inWidth = integer(record, 6);
  const outHeight = integer(record, 7), outWidth = integer(record, 8);
  let image = address(record, 1), y = address(record, 3);
  for (let b = 0, images = integer(record, 15); b < images; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * integer(record, 11) - integer(record, 13);
      const firstY = clippedStart(top), endY = min(inHeight, top + integer(record, 9));
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * integer(record, 12) - integer(record, 14);
        const firstX = clippedStart(left), endX = min(inWidth, left + integer(record, 10));
        for (let at: usize = 0; at < width; at += 16) {
          let largest = f32x4.splat(-Infinity);
          for (let iy = firstY; iy < endY; iy++) {
            let position = image + <usize>(iy * inWidth + firstX) * stride + at;
            for (let ix = firstX; ix < endX; ix++) {
              largest = f32x4.max(largest, v128.load(position));
              position += stride;
            }
          }
          v128.store(y + at, largest);
        }
        y += stride;
      }
    }
    image += <usize>(inHeight * inWidth) * stride;
  }
}

/** Each window's gradient goes to the first position that equals its maximum, or is NaN as the maximum is. */
export function maxPoolBackward(record: usize): void {
  const stride = address(record, 2), width = address(record, 4);
  const inHeight = integer(record, 5), inWidth = integer(record, 6);
  const outHeight = integer(record, 7), outWidth = integer(record, 8);
  const images = integer(record, 15), shift = address(record, 17) - address(record, 1);
  let image = address(record, 1), y = address(record, 3), gradOutput = address(record, 16);
  const strideY = integer(record, 11), strideX = integer(record, 12);
  const kernelHeight = integer(record, 9), kernelWidth = integer(record, 10);
  // Where no two windows share a position, each gradient is stored and none is added; where they also cover the whole
  // image, there is nothing else to fill with zeros.
  const apart = strideY >= kernelHeight && strideX >= kernelWidth;
  const covering = outHeight * kernelHeight == inHeight && outWidth * kernelWidth == inWidth;
  const exact = apart && covering && integer(record, 13) == 0 && integer(record, 14) == 0;
  if (!exact) memory.fill(address(record, 17), 0, <usize>(images * inHeight * inWidth) * stride);
  for (let b = 0; b < images; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * strideY - integer(record, 13);
      const firstY = clippedStart(top), endY = min(inHeight, top + kernelHeight);
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * strideX - integer(record, 14);
        const firstX = clippedStart(left), endX = min(inWidth, left + kernelWidth);
        for (let at: usize = 0; at < width; at += 16) {
          const largest = v128.load(y + at), isNaN = f32x4.ne(largest, largest);
          let rest = v128.load(gradOutput + at);
          for (let iy = firstY; iy < endY; iy++) {
            let position = image + <usize>(iy * inWidth + firstX) * stride + at;
            for (let ix = firstX; ix < endX; ix++) {
              const value = v128.load(position);
              const taken = v128.or(f32x4.eq(value, largest), v128.and(isNaN, f32x4.ne(value, value)));
              let gradient = v128.and(rest, taken);
              if (!apart) gradient = f32x4.add(gradient, v128.load(position + shift));
              v128.store(position + shift, gradient);
              rest = v128.andnot(rest, taken);
              position += stride;
            }
          }
        }
        y += stride;
        gradOutput += stride;
      }
    }
    image += <usize>(inHeight * inWidth) * stride;
  }
}

export function averagePool(record: usize): void {
  const stride = address(record, 2), width = address(record, 4);
  const inHeight = integer(record, 5), inWidth = integer(record, 6);
  const outHeight = integer(record, 7), outWidth = integer(record, 8);
  let image = address(record, 1), y = address(record, 3);
  for (let b = 0, images = integer(record, 15); b < images; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * integer(record, 11) - integer(record, 13);
      const firstY = clippedStart(top), endY = min(inHeight, top + integer(record, 9));
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * integer(record, 12) - integer(record, 14);
        const firstX = clippedStart(left), endX = min(inWidth, left + integer(record, 10));
        const count = f32x4.splat(<f32>((endY - firstY) * (endX - firstX)));
        for (let at: usize = 0; at < width; at += 16) {
          let sum = f32x4.splat(0);
          for (let iy = firstY; iy < endY; iy++) {
            let position = image + <usize>(iy * inWidth + firstX) * stride + at;
            for (let ix = firstX; ix < endX; ix++) {
              sum = f32x4.add(sum, v128.load(position));
              position += stride;
            }
          }
          v128.store(y + at, f32x4.div(sum, count));
        }
        y += stride;
      }
    }
    image += <usize>(inHeight * inWidth) * stride;
  }
}

export function averagePoolBackward(record: usize): void {
  const stride = address(record, 2), width = address(record, 4);
  const inHeight = integer(record, 5), inWidth = integer(record, 6);
  const outHeight = integer(record, 7), outWidth = integer(record, 8), images = integer(record, 15);
  let image = address(record, 17), gradOutput = address(record, 16);
  memory.fill(image, 0, <usize>(images * inHeight * inWidth) * stride);
  for (let b = 0; b < images; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * integer(record, 11) - integer(record, 13);
      const firstY = clippedStart(top), endY = min(inHeight, top + integer(record, 9));
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * integer(record, 12) - integer(record, 14);
        const firstX = clippedStart(left), endX = min(inWidth, left + integer(record, 10));
        const count = f32x4.splat(<f32>((endY - firstY) * (endX - firstX)));
        for (let at: usize = 0; at < width; at += 16) {
          const share = f32x4.div(v128.load(gradOutput + at), count);
          for (let iy = firstY; iy < endY; iy++) {
            let position = image + <usize>(iy * inWidth + firstX) * stride + at;
            for (let ix = firstX; ix < endX; ix++) {
              v128.store(position, f32x4.add(v128.load(position), share));
              position += stride;
            }
          }
        }
        gradOutput += stride;
      }
    }
    image += <usize>(inHeight * inWidth) * stride;
  }
}
