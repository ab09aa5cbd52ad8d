import { DataError } from '../errors.ts';

/**
 * The IDX format of the MNIST files (LeCun, Cortes & Burges): two zero bytes, a type byte, the number of dimensions,
 * one big-endian uint32 per dimension, then the values, row-major. Reads only unsigned bytes, since MNIST and related
 * sets contain nothing else.
 */
export interface IdxArray {
  readonly shape: readonly number[];
  /** A view of the file's bytes. */
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

const TYPE_NAMES: Readonly<Record<number, string>> = {
  0x08: 'unsigned byte',
  0x09: 'signed byte',
  0x0b: 'int16',
  0x0c: 'int32',
  0x0d: 'float32',
  0x0e: 'float64',
};

/**
 * Reads a whole IDX file of unsigned bytes.
 * @param fileName For messages only.
 * @param shape What the file must hold; −1 for an extent that may be anything.
 * @throws DataError naming the file, what was expected and what it holds, for every file that is not exactly that.
 */
export function readIdx(bytes: Uint8Array, fileName: string, shape: readonly number[]): IdxArray {
  const headerLength = 4 + 4 * shape.length;
  if (bytes.length < headerLength) throw lengthError(fileName, `a header of ${headerLength} bytes`, bytes.length);
  checkMagic(bytes, fileName, shape.length);

  const view = new DataView(bytes.buffer, bytes.byteOffset, headerLength);
  const found = shape.map((_, dimension) => view.getUint32(4 + 4 * dimension));
  if (shape.some((extent, dimension) => extent !== -1 && extent !== found[dimension])) {
    const expected = shape.map((extent) => (extent === -1 ? 'any' : extent)).join(' × ');
    throw new DataError(`${fileName}: expected the shape ${expected}, received ${found.join(' × ')}.`);
  }
  // The product of four uint32 may exceed what a double counts exactly, but never appear small, so comparing is safe.
  const expectedLength = headerLength + found.reduce((product, extent) => product * extent, 1);
  if (bytes.length !== expectedLength) throw lengthError(fileName, `${expectedLength} bytes`, bytes.length);
  return { shape: found, values: bytes.subarray(headerLength) };
}

function checkMagic(bytes: Uint8Array, fileName: string, dimensions: number): void {
  const hex = (...values: number[]) => values.map((value) => value.toString(16).padStart(2, '0')).join(' ');
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    throw new DataError(`${fileName}: expected an IDX file, received a gzip file. Decompress it first.`);
  }
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    const expected = hex(0, 0, UNSIGNED_BYTE, dimensions);
    throw new DataError(
      `${fileName}: expected an IDX file, which begins with ${expected}, received ${hex(...bytes.subarray(0, 4))}.`,
    );
  }
  if (bytes[2] !== UNSIGNED_BYTE) {
    const received = TYPE_NAMES[bytes[2]] ?? `the unknown type ${hex(bytes[2])}`;
    throw new DataError(`${fileName}: expected values of type unsigned byte, received ${received}.`);
  }
  if (bytes[3] !== dimensions) {
    throw new DataError(`${fileName}: expected ${dimensions} dimensions, received ${bytes[3]}.`);
  }
}

function lengthError(fileName: string, expected: string, received: number): DataError {
  return new DataError(`${fileName}: expected ${expected}, received ${received} bytes.`);
}
