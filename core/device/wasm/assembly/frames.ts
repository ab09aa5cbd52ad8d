import { address, integer } from './record';
import { fillLastTile } from './panels';

// What a convolution's windows slide over: frames, which are images with the zeros of padding and dilation written out,
// [frameHeight, frameWidth, C] without gaps. Then a window is a few runs of neighbouring floats, one for each row of the
// kernel, and tiles read it where it lies. A convolution works by blocks of lines of its output: a few lines of one image,
// or a few whole images, each in a frame of its own.
//
// Fields of the record: 1 images, 2 their stride, 9 channels, 10 height, 11 width, 12 outHeight, 13 outWidth,
// 14 kernelHeight, 15 kernelWidth, 16 strideY, 17 strideX, 18 padTop, 19 padLeft, 20 dilationY, 21 dilationX, 22 rows of the
// output, 24 lines of a block.

/** Copies `count` floats with whole vectors; it may write up to three more, so frames are written in ascending order. */
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

/** Bytes of one line of a frame. */
@inline
export function frameLineBytes(record: usize): usize {
  const width = (integer(record, 13) - 1) * integer(record, 17) + integer(record, 15);
  return <usize>(width * integer(record, 9)) << 2;
}

/** Lines of the frame that so many lines of an image's output need. */
@inline
export function frameLines(record: usize, outLines: i32): i32 {
  return (outLines - 1) * integer(record, 16) + integer(record, 14);
}

/** Lines of the block that starts at this line of the output: a band ends where its image does. */
@inline
export function linesOfBlock(record: usize, line: i32, lines: i32): i32 {
  const blockLines = integer(record, 24), outHeight = integer(record, 12);
  return min(blockLines, blockLines < outHeight ? outHeight - line % outHeight : lines - line);
}

/** Writes the frames of a block, one after the other. */
export function writeFrames(record: usize, firstLine: i32, lines: i32, out: usize): void {
  const outHeight = integer(record, 12), imageLines = min(lines, outHeight);
  for (let line = firstLine, end = firstLine + lines; line < end; line += imageLines) {
    out = writeFrame(record, line / outHeight, line % outHeight, frameLines(record, imageLines), out);
  }
}

/** With a dilation of d, an image is thought of with d − 1 rows of zeros between its own. */
function writeFrame(record: usize, image: i32, firstLine: i32, lines: i32, out: usize): usize {
  const stride = address(record, 2), channels = integer(record, 9);
  const height = integer(record, 10), width = integer(record, 11), padLeft = integer(record, 19);
  const dilationY = integer(record, 20), dilationX = integer(record, 21);
  const frameWidth = (integer(record, 13) - 1) * integer(record, 17) + integer(record, 15);
  const pixelsTouch = dilationX == 1 && stride == <usize>channels << 2;
  const left = min(frameWidth, max(0, padLeft)), right = max(left, min(frameWidth, padLeft + width));
  const from = address(record, 1) + <usize>(image * height * width) * stride;
  let top = firstLine * integer(record, 16) - integer(record, 18);
  for (let line = 0; line < lines; line++, top++) {
    const y = top / dilationY;
    if (top < 0 || y * dilationY != top || y >= height) {
      out = zeroFloats(out, frameWidth * channels);
      continue;
    }
    const pixels = from + <usize>(y * width) * stride;
    if (pixelsTouch) {
      out = zeroFloats(out, left * channels);
      out = copyFloats(pixels + <usize>(left - padLeft) * stride, out, (right - left) * channels);
      out = zeroFloats(out, (frameWidth - right) * channels);
    } else {
      for (let column = 0; column < frameWidth; column++) {
        const across = column - padLeft, x = across / dilationX;
        if (across < 0 || x * dilationX != across || x >= width) out = zeroFloats(out, channels);
        else out = copyFloats(pixels + <usize>x * stride, out, channels);
      }
    }
  }
  return out;
}

/** Where each window of a whole block starts in its frames: as many entries as rows, and up to whole tiles more. */
export function writeWindowOffsets(record: usize, table: usize): void {
  const outHeight = integer(record, 12), outWidth = integer(record, 13), lines = integer(record, 24);
  const lineBytes = frameLineBytes(record), imageBytes = <usize>frameLines(record, outHeight) * lineBytes;
  const stepY = <usize>integer(record, 16) * lineBytes;
  const stepX = <usize>(integer(record, 17) * integer(record, 9)) << 2;
  for (let line = 0; line < lines; line++) {
    let offset = <usize>(line / outHeight) * imageBytes + <usize>(line % outHeight) * stepY;
    for (let x = 0; x < outWidth; x++, offset += stepX, table += 4) store<u32>(table, <u32>offset);
  }
  fillLastTile(lines * outWidth, table);
}

/** Where each element of a window lies from the window's start. */
export function writeElementOffsets(record: usize, table: usize): void {
  const kernelHeight = integer(record, 14), run = integer(record, 15) * integer(record, 9);
  const lineBytes = frameLineBytes(record);
  for (let y = 0; y < kernelHeight; y++) {
    const offset = <usize>y * lineBytes;
    for (let element = 0; element < run; element++, table += 4) store<u32>(table, <u32>(offset + (<usize>element << 2)));
  }
  fillLastTile(kernelHeight * run, table);
}
