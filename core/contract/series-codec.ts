import { LabError } from '../errors.ts';
import type { Curve } from '../stats/curve.ts';
import type { PointsEvent } from '../train/events.ts';
import { fromBase64, toBase64 } from './base64.ts';
import type { RunCurve, SeriesChunk } from './records.ts';

/**
 * Points as they cross a socket: float32 (steps of curves: float64), little-endian, base64. Typed arrays do not survive
 * JSON, and base64 is the smallest text that holds them exactly, NaN and Infinity included. Pure; the same on machines
 * of either byte order.
 */

export function encodeValues(values: Float32Array): string {
  return encodeNumbers(values);
}

/** @throws LabError (INTERNAL) if the text is no whole number of float32 values in base64. */
export function decodeValues(text: string): Float32Array {
  return new Float32Array(decodeNumbers(text, 4));
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

/** A curve as the contract carries it; `points` says how many the series has where this one was thinned. */
export function encodeCurve(
  runId: string,
  name: string,
  curve: { readonly steps: Float64Array; readonly values: Float32Array; readonly points: number },
): RunCurve {
  return {
    runId,
    name,
    points: curve.points,
    steps: encodeNumbers(curve.steps),
    values: encodeNumbers(curve.values),
  };
}

/** A curve as statistics and charts take it. @throws LabError (INTERNAL) if its columns are not of one length. */
export function decodeCurve(curve: RunCurve): Curve {
  const steps = new Float64Array(decodeNumbers(curve.steps, 8));
  const values = decodeValues(curve.values);
  if (steps.length !== values.length) {
    throw new LabError(
      'INTERNAL',
      `A curve: expected a value for each of ${steps.length} steps, received ${values.length}.`,
    );
  }
  return { steps, values };
}

function encodeNumbers(numbers: Float32Array | Float64Array): string {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return toBase64(littleEndian ? bytes : swapped(bytes.slice(), numbers.BYTES_PER_ELEMENT));
}

function decodeNumbers(text: string, size: 4 | 8): ArrayBuffer {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = fromBase64(text);
  } catch {
    throw new LabError('INTERNAL', 'Series values: expected base64 text, received something else.');
  }
  if (bytes.byteLength % size !== 0) {
    throw new LabError(
      'INTERNAL',
      `Series values: expected a multiple of ${size} bytes, received ${bytes.byteLength}.`,
    );
  }
  return (littleEndian ? bytes : swapped(bytes, size)).buffer;
}

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Each number's bytes reversed, in place. */
function swapped<Bytes extends Uint8Array>(bytes: Bytes, size: number): Bytes {
  for (let first = 0; first < bytes.length; first += size) bytes.subarray(first, first + size).reverse();
  return bytes;
}
