import { z } from 'zod';
import { LabError } from '../errors.ts';
import type { PointsEvent } from '../train/events.ts';
import type { SeriesChunk } from './records.ts';

/**
 * Points as they cross a socket: float32, little-endian, base64. Typed arrays do not survive JSON, and base64 is the
 * smallest text that holds them exactly, NaN and Infinity included. Pure; the same on machines of either byte order.
 */

export function encodeValues(values: Float32Array): string {
  return z.util.uint8ArrayToBase64(swapIfBigEndian(new Uint8Array(values.slice().buffer)));
}

/** @throws LabError (INTERNAL) if the text is no whole number of float32 values in base64. */
export function decodeValues(text: string): Float32Array {
  let bytes: Uint8Array;
  try {
    bytes = z.util.base64ToUint8Array(text);
  } catch {
    throw new LabError('INTERNAL', 'Series values: expected base64 text, received something else.');
  }
  if (bytes.byteLength % 4 !== 0) {
    throw new LabError('INTERNAL', `Series values: expected a multiple of 4 bytes, received ${bytes.byteLength}.`);
  }
  return new Float32Array(swapIfBigEndian(new Uint8Array(bytes)).buffer);
}

/** Points as the contract carries them. */
export function encodeChunk(points: Pick<PointsEvent, 'firstStep' | 'stride' | 'width' | 'values'>): SeriesChunk {
  const { firstStep, stride, width, values } = points;
  return { firstStep, stride, width, values: encodeValues(values) };
}

/** Points as the training loop reports them. */
export function decodeChunk(series: string, chunk: SeriesChunk): PointsEvent {
  const { firstStep, stride, width, values } = chunk;
  return { kind: 'points', series, firstStep, stride, width, values: decodeValues(values) };
}

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Reverses each group of 4 bytes, in place, where this machine's order is not the format's. */
function swapIfBigEndian(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (littleEndian) return bytes;
  for (let first = 0; first < bytes.length; first += 4) bytes.subarray(first, first + 4).reverse();
  return bytes;
}
