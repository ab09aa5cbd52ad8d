import { DataError } from '../errors.ts';
import type { Split } from './dataset.ts';

/**
 * The binary version of CIFAR-10 (Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images";
 * https://www.cs.toronto.edu/~kriz/cifar.html): records of one label byte, 0 to 9, and 3,072 bytes of pixels, 1,024 red
 * ones, 1,024 green ones, 1,024 blue ones, each plane 32 rows of 32.
 */

export const CIFAR_CLASSES = 10;
const PIXELS = 32 * 32;
const CHANNELS = 3;
export const CIFAR_IMAGE_LENGTH = PIXELS * CHANNELS;
const RECORD_LENGTH = 1 + CIFAR_IMAGE_LENGTH;

export interface CifarRecords extends Split {
  /** [count, 32, 32, 3] */
  readonly values: Uint8Array;
}

/**
 * Reads all records of a file.
 * @param count The number of records, which the file must match exactly.
 * @throws DataError naming the file, what was expected and what it holds.
 */
export function readCifarRecords(bytes: Uint8Array, fileName: string, count: number): CifarRecords {
  const expectedLength = count * RECORD_LENGTH;
  if (bytes.length !== expectedLength) {
    const expected = `${expectedLength} bytes (${count} records of ${RECORD_LENGTH})`;
    throw new DataError(`${fileName}: expected ${expected}, received ${bytes.length} bytes.`);
  }
  const values = new Uint8Array(count * CIFAR_IMAGE_LENGTH);
  const labels = new Int32Array(count);
  for (let record = 0; record < count; record++) {
    const at = record * RECORD_LENGTH;
    if (bytes[at] >= CIFAR_CLASSES) {
      throw new DataError(
        `${fileName}: expected a label from 0 to ${CIFAR_CLASSES - 1} in record ${record}, received ${bytes[at]}.`,
      );
    }
    labels[record] = bytes[at];
    interleave(bytes.subarray(at + 1, at + RECORD_LENGTH), values.subarray(record * CIFAR_IMAGE_LENGTH));
  }
  return { count, values, labels };
}

/** The reverse: records in the binary form. values: [count, 32, 32, 3] */
export function writeCifarRecords(values: Uint8Array, labels: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(labels.length * RECORD_LENGTH);
  for (let record = 0; record < labels.length; record++) {
    const at = record * RECORD_LENGTH;
    bytes[at] = labels[record];
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      for (let channel = 0; channel < CHANNELS; channel++) {
        bytes[at + 1 + channel * PIXELS + pixel] = values[record * CIFAR_IMAGE_LENGTH + pixel * CHANNELS + channel];
      }
    }
  }
  return bytes;
}

/** Planes [channel, pixel] → [pixel, channel]. */
function interleave(planes: Uint8Array, image: Uint8Array): void {
  for (let channel = 0; channel < CHANNELS; channel++) {
    for (let pixel = 0; pixel < PIXELS; pixel++) image[pixel * CHANNELS + channel] = planes[channel * PIXELS + pixel];
  }
}
