import { LabError } from '../errors.ts';
import type { PointsEvent } from '../train/events.ts';
import { fromBase64, toBase64 } from './base64.ts';
import type { SeriesChunk } from './records.ts';

/**
 * Points as they cross a socket: float32, little-endian, base64. Typed arrays do not survive JSON, and base64 is the
 * smallest text that holds them exactly, NaN and Infinity included. Pure; the same on machines of either byte order.
 */

export function encodeValues(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return toBase64(littleEndian ? bytes : swapped(bytes.slice()));
}

/** @throws LabError (INTERNAL) if the text is no whole number of float32 values in base64. */
export function decodeValues(text: string): Float32Array {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = fromBase64(text);
  } catch {
    throw new LabError('INTERNAL', 'Series values: expected base64 text, received something else.');
  }
  if (bytes.byteLength % 4 !== 0) {
    throw new LabError('INTERNAL', `Series values: expected a multiple of 4 bytes, received ${bytes.byteLength}.`);
  }
  return new Float32Array((littleEndian ? bytes : swapped(bytes)).buffer);
}

/** Points as the contract carries them. */
export function encodeChunk(points: Pick<PointsEvent, 'firstStep' | 'stride' | 'width' | 'values'>): SeriesChunk {
  const { firstStep, stride, width, values } = points;
  return { firstStep, stride, width, values: encodeValues(values) };
}

/**
 * Points as the training loop reports them.
 * @throws LabError (INTERNAL) if the values are no whole points, or stand beyond what a step can be.
 */
export function decodeChunk(series: string, chunk: SeriesChunk): PointsEvent {
  const { firstStep, stride, width } = chunk;
  const values = decodeValues(chunk.values);
  if (values.length % width !== 0) {
    throw new LabError(
      'INTERNAL',
      `Series values: expected points of ${width} values, received ${values.length} values.`,
    );
  }
  const lastStep = firstStep + (values.length / width) * stride;
  if (!Number.isSafeInteger(lastStep)) {
    throw new LabError('INTERNAL', `Series steps: expected whole numbers, received steps up to ${lastStep}.`);
  }
  return { kind: 'points', series, firstStep, stride, width, values };
}

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Each group of 4 bytes reversed, in place. */
function swapped<Bytes extends Uint8Array>(bytes: Bytes): Bytes {
  for (let first = 0; first < bytes.length; first += 4) bytes.subarray(first, first + 4).reverse();
  return bytes;
}
