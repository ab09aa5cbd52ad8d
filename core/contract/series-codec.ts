import { LabError } from '../errors.ts';
import type { SeriesChunk } from '../series/series-chunk.ts';
import type { DrawnCurve } from '../stats/drawn-curve.ts';
import { fromBase64, toBase64 } from './base64.ts';
import type { CurveRecord } from './curve-record.ts';
import type { ChunkRecord } from './series-record.ts';

/**
 * Points as they cross a socket: float32 (curves: float64), little-endian, base64. Typed arrays do not survive
 * JSON, and base64 is the smallest text that holds them exactly, NaN and Infinity included. Pure; the same on machines
 * of either byte order.
 */

export function encodeValues(values: Float32Array): string {
  return encodeNumbers(values);
}

/** @throws LabError (INTERNAL) if the text is not base64 of whole float32 values. */
export function decodeValues(text: string): Float32Array {
  return new Float32Array(decodeNumbers(text, 4));
}

/** A chunk as the contract carries it. */
export function encodeChunk(chunk: Omit<SeriesChunk, 'series'>): ChunkRecord {
  const { firstStep, stride, width, values } = chunk;
  return { firstStep, stride, width, values: encodeValues(values) };
}

/**
 * A chunk as the contract carried it.
 * @throws LabError (INTERNAL) if the values are not whole points, or if a step is too large to be exact
 */
export function decodeChunk(series: string, chunk: ChunkRecord): SeriesChunk {
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
  return { series, firstStep, stride, width, values };
}

/** A curve as the contract carries it. */
export function encodeCurve(curve: DrawnCurve): CurveRecord {
  const { points, runs, steps, mean, sd, n, extents } = curve;
  return {
    points,
    runs,
    steps: encodeNumbers(steps),
    mean: encodeNumbers(mean),
    spread: runs === 1 ? null : { sd: encodeNumbers(sd), n: encodeNumbers(n) },
    extents: [...extents],
  };
}

/** A curve as charts take it. @throws LabError (INTERNAL) if its columns are not of one length. */
export function decodeCurve(record: CurveRecord): DrawnCurve {
  const { points, runs, spread, extents } = record;
  const steps = new Float64Array(decodeNumbers(record.steps, 8));
  const mean = new Float64Array(decodeNumbers(record.mean, 8));
  const sd = spread ? new Float64Array(decodeNumbers(spread.sd, 8)) : new Float64Array(steps.length).fill(Number.NaN);
  const n = spread ? new Int32Array(decodeNumbers(spread.n, 4)) : new Int32Array(steps.length).fill(1);
  for (const column of [mean, sd, n]) {
    if (column.length === steps.length) continue;
    throw new LabError(
      'INTERNAL',
      `A curve: expected a value for each of ${steps.length} steps, received ${column.length}.`,
    );
  }
  return { points, runs, steps, mean, sd, n, extents };
}

function encodeNumbers(numbers: Float32Array | Float64Array | Int32Array): string {
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
