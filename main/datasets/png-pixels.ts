import { inflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import { DataError } from '#core/errors.ts';

const SIGNATURE_LENGTH = 8;
/** The bytes of a chunk before its data (length and type) and after it (checksum). */
const BEFORE_DATA = 8;
const AFTER_DATA = 4;
/** The header is the first chunk, and begins with width and height. */
const SIZE_AT = SIGNATURE_LENGTH + BEFORE_DATA;

/**
 * The pixels of a PNG with red, green and blue bytes: [height, width, 3]. What the decoder does not limit is checked
 * beforehand: the unpacked size of the data, and which other chunks there are.
 * @param name For messages only.
 * @throws DataError if it is damaged or has a different size or kind.
 */
export function readPngPixels(png: Uint8Array, name: string, width: number, height: number): Uint8Array {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const size = png.length < SIZE_AT + 8 ? [0, 0] : [view.getUint32(SIZE_AT), view.getUint32(SIZE_AT + 4)];
  if (size[0] !== width || size[1] !== height) {
    throw new DataError(`${name}: expected a PNG of ${width} × ${height} pixels, received ${size.join(' × ')}.`);
  }
  // Each row has one byte for its filter; an interlaced sheet has at most twice as many rows.
  const { data, channels, depth } = decoded(png, name, 2 * height * (1 + 3 * width));
  if (channels === 3 && depth === 8 && data instanceof Uint8Array) return data;
  throw new DataError(`${name}: expected pixels of red, green and blue bytes, received another kind.`);
}

function decoded(png: Uint8Array, name: string, unpackedBytesMax: number): ReturnType<typeof decode> {
  try {
    const { header, data, end } = chunksOf(png);
    const packed = Buffer.concat(data.map((chunk) => chunk.subarray(BEFORE_DATA, -AFTER_DATA)));
    inflateSync(packed, { maxOutputLength: unpackedBytesMax });
    return decode(Buffer.concat([png.subarray(0, SIGNATURE_LENGTH), header, ...data, end]), { checkCrc: true });
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new DataError(`${name}: expected a whole PNG, received a damaged one (${reason}).`);
  }
}

/**
 * The chunks that pixels are made of; comments, colour profiles and palettes are dropped.
 * @throws Error unless they are one header, then data, then the end.
 */
function chunksOf(png: Uint8Array): { header: Uint8Array; data: Uint8Array[]; end: Uint8Array } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks: { type: string; bytes: Uint8Array }[] = [];
  let at = SIGNATURE_LENGTH;
  while (at + BEFORE_DATA + AFTER_DATA <= png.length) {
    const length = BEFORE_DATA + view.getUint32(at) + AFTER_DATA;
    if (at + length > png.length) throw new Error('a chunk is truncated');
    chunks.push({ type: String.fromCharCode(...png.subarray(at + 4, at + 8)), bytes: png.subarray(at, at + length) });
    at += length;
  }
  const of = (type: string) => chunks.filter((chunk) => chunk.type === type).map(({ bytes }) => bytes);
  const [headers, ends] = [of('IHDR'), of('IEND')];
  if (chunks[0]?.type !== 'IHDR' || headers.length !== 1 || ends.length !== 1) {
    throw new Error('it does not have exactly one header and one end');
  }
  return { header: headers[0], data: of('IDAT'), end: ends[0] };
}
