import { DataError } from '../../errors.ts';
import { quote } from '../../describe-value.ts';

/** One array of a .npy file or of an .npz archive. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** Row-major. Unsigned bytes stay bytes; int64 and float64 become float64, everything else float32 or int32. */
  readonly values: Uint8Array | Int32Array | Float32Array | Float64Array;
}

/** NumPy itself refuses longer headers. */
const HEADER_LENGTH_MAX = 10_000;
const DIMENSIONS_MAX = 32;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Each element type by its name in the header, without the byte order. */
const TYPES: Readonly<Record<string, { size: number; read: (view: DataView, count: number) => NpyArray['values'] }>> = {
  u1: { size: 1, read: (view, count) => new Uint8Array(view.buffer, view.byteOffset, count) },
  i4: { size: 4, read: (view, count) => Int32Array.from({ length: count }, (_, i) => view.getInt32(4 * i, true)) },
  i8: {
    size: 8,
    read: (view, count) => Float64Array.from({ length: count }, (_, i) => Number(view.getBigInt64(8 * i, true))),
  },
  f4: { size: 4, read: (view, count) => Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true)) },
  f8: { size: 8, read: (view, count) => Float64Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, true)) },
};

/**
 * Reads a whole .npy file, versions 1 to 3, little-endian and in C order, of unsigned bytes, int32, int64, float32 or
 * float64. (NumPy, "NEP 1: A Simple File Format for NumPy Arrays".)
 * @param name For messages only.
 * @throws DataError naming what was expected and received, for every file that does not match exactly.
 */
export function readNpy(bytes: Uint8Array, name: string): NpyArray {
  const fault = (expected: string, received: string) =>
    new DataError(`${name}: expected ${expected}, received ${received}.`);
  if (bytes.length < 10) throw fault('a NumPy array with a header of at least 10 bytes', `${bytes.length} bytes`);
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) throw fault('a NumPy array', 'another kind of file');

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  if (version < 1 || version > 3) throw fault('version 1, 2 or 3 of the format', `version ${version}`);
  const lengthBytes = version === 1 ? 2 : 4;
  const headerStart = 8 + lengthBytes;
  const headerLength = version === 1 ? view.getUint16(8, true) : bytes.length < 12 ? Infinity : view.getUint32(8, true);
  if (headerLength > HEADER_LENGTH_MAX || headerStart + headerLength > bytes.length) {
    throw fault(
      `a header of at most ${HEADER_LENGTH_MAX} bytes within the file`,
      `${headerLength} of ${bytes.length} bytes`,
    );
  }
  const header = String.fromCharCode(...bytes.subarray(headerStart, headerStart + headerLength));
  const { type, shape } = readHeader(header, fault);
  const count = shape.reduce((product, extent) => product * extent, 1);
  const expectedLength = headerStart + headerLength + count * type.size;
  if (bytes.length !== expectedLength) throw fault(`${expectedLength} bytes`, `${bytes.length} bytes`);
  const data = new DataView(bytes.buffer, bytes.byteOffset + headerStart + headerLength, count * type.size);
  return { shape, values: type.read(data, count) };
}

/** An element type that is not read, in words, with what makes one of it that is. */
function otherType(descr: string): string {
  switch (descr.replace(/^[<>|=]/, '')[0]) {
    case 'U':
    case 'S':
    case 'a':
      return `texts (${quote(descr)}). In NumPy, numpy.unique(y, return_inverse=True)[1] numbers the classes that they name`;
    case 'b':
      return `truth values (${quote(descr)}). In NumPy, x.astype('u1') makes numbers of them`;
    case 'O':
      return `Python objects (${quote(descr)}), which only Python can read. In NumPy, store an array of plain numbers`;
    case 'c':
      return `complex numbers (${quote(descr)}). In NumPy, numpy.stack([x.real, x.imag], -1).astype('<f4') makes them real`;
    case 'M':
    case 'm':
      return `times (${quote(descr)}). In NumPy, x.astype('<i8') makes numbers of them`;
    default:
      return `${quote(descr)}. In NumPy, x.astype('<f4') makes it so`;
  }
}

/** The header is a Python dictionary of exactly these three keys, in any order. */
function readHeader(header: string, fault: (expected: string, received: string) => DataError) {
  const descr = /'descr'\s*:\s*'([<>|=]?)([a-zA-Z]\d{0,4})'/.exec(header);
  if (descr === null) throw fault('an array of plain numbers', `the header ${quote(header.trim())}`);
  const [, order, typeName] = descr;
  const type = Object.hasOwn(TYPES, typeName) ? TYPES[typeName] : undefined;
  if (type === undefined || (order === '>' && type.size > 1)) {
    const expected = `elements of one of the types ${Object.keys(TYPES).join(', ')}, little-endian`;
    throw fault(expected, otherType(order + typeName));
  }
  const fortranOrder = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  if (fortranOrder !== 'False') {
    throw fault('an array in C order', 'one in Fortran order. In NumPy, numpy.ascontiguousarray(x) makes it so');
  }
  // Python 2 writes long integers with an L.
  const shape = /'shape'\s*:\s*\(([\dL\s,]*)\)/.exec(header)?.[1];
  if (shape === undefined) throw fault('a shape', `the header ${quote(header.trim())}`);
  const extents = shape
    .split(',')
    .map((extent) => extent.trim())
    .filter((extent) => extent !== '')
    .map((extent) => Number(extent.replace(/L$/, '')));
  if (extents.length > DIMENSIONS_MAX || extents.some((extent) => !Number.isSafeInteger(extent))) {
    throw fault(`at most ${DIMENSIONS_MAX} dimensions`, `the shape (${quote(shape)})`);
  }
  return { type, shape: extents };
}
