import { endianness } from 'node:os';

/** Float32 values as the database keeps them: little-endian bytes, dense, on every machine. */

const littleEndian = endianness() === 'LE';

export function toBlob(values: Float32Array): Buffer {
  const blob = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return littleEndian ? blob : Buffer.from(blob).swap32();
}

/** A copy, aligned as Float32Array demands; the blob is left as it is. */
export function fromBlob(blob: Uint8Array): Float32Array {
  const bytes = Buffer.from(new ArrayBuffer(blob.byteLength));
  bytes.set(blob);
  if (!littleEndian) bytes.swap32();
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}
