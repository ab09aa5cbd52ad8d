import { zlibSync } from 'fflate';
import { readPngPixels } from '#main/datasets/png-pixels.ts';
import { expectThat, readOrRefused, withinMemory } from '../check.ts';
import { pngOf, withRightChecksums } from '../png-chunks.ts';

const WIDTH = 3;
const HEIGHT = 2;

/**
 * A sheet of pixels. An input that is no PNG is what a PNG's chunks of data unpack to: neither a checksum nor a deflated
 * stream is found by chance.
 */
export const fuzz = withinMemory((bytes) => {
  const isPng = bytes[0] === 0x89 && bytes[1] === 0x50;
  for (const png of isPng ? [bytes, withRightChecksums(bytes)] : [pngOf(WIDTH, HEIGHT, zlibSync(bytes))]) {
    const pixels = readOrRefused(() => readPngPixels(png, 'sheet.png', WIDTH, HEIGHT));
    if (pixels === undefined) continue;
    const count = WIDTH * HEIGHT * 3;
    expectThat(pixels.length === count, `${count} bytes of pixels, not ${pixels.length}`);
  }
});
