import { utf8ToBytes } from '@noble/hashes/utils.js';

const MAGIC = [0x93, ...utf8ToBytes('NUMPY')];
const PREAMBLE = MAGIC.length + 4;

/**
 * An array of int32 or bytes in NumPy's format, version 1.0 (numpy.lib.format): magic, version, the header's length as u16, a
 * Python dictionary padded with spaces to a multiple of 64 bytes and ended by a line feed, then the values,
 * little-endian in C order.
 *
 * @throws RangeError if the shape does not hold the values.
 */
export function writeNpy(shape: readonly number[], values: Int32Array | Uint8Array): Uint8Array {
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (size !== values.length) {
    throw new RangeError(`values: expected ${size} for shape [${shape.join(', ')}], received ${values.length}`);
  }
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const descr = values instanceof Uint8Array ? '|u1' : '<i4';
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${extents}), }`;
  const total = Math.ceil((PREAMBLE + dictionary.length + 1) / 64) * 64;
  const header = dictionary.padEnd(total - PREAMBLE - 1, ' ') + '\n';

  const bytes = new Uint8Array(total + values.byteLength);
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, 1, 0]);
  view.setUint16(MAGIC.length + 2, header.length, true);
  bytes.set(utf8ToBytes(header), PREAMBLE);
  if (values instanceof Uint8Array) bytes.set(values, total);
  else values.forEach((value, i) => view.setInt32(total + 4 * i, value, true));
  return bytes;
}
