import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '#core/errors.ts';
import { readSafetensors, writeSafetensors, type SafeTensor } from '#core/tensor/safetensors.ts';

const tensors: SafeTensor[] = [
  { name: 'small', shape: [3], values: Float32Array.of(1 / 3, -0, 1e-45) },
  { name: 'wide', shape: [1, 2], values: Float64Array.of(Math.PI, 5e-324) },
  { name: 'whole', shape: [2], values: Int32Array.of(-1, 7) },
  { name: 'long', shape: [], values: BigInt64Array.of(-(2n ** 62n)) },
  { name: 'empty', shape: [0, 4], values: new Float32Array() },
  { name: '__proto__', shape: [1], values: Float32Array.of(4) },
];

/** A file with this header and so many bytes of data. */
function fileWith(header: unknown, dataBytes = 0): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(Buffer.from(text, 'latin1'), 8);
  return bytes;
}

const float = (first: number, last: number, shape: readonly number[] = [(last - first) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [first, last],
});

describe('the tensors of a file', () => {
  it('are those that were written, with their types, shapes and bits', () => {
    const metadata = { note: 'größer ✓', step: '3' };
    const file = readSafetensors(writeSafetensors(tensors, metadata));
    expect(file.metadata).toEqual(metadata);
    const byName = (list: readonly SafeTensor[]) => [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(byName(file.tensors)).toEqual(byName(tensors));
  });

  it('are refused twice under one name, or with another shape', () => {
    expect(() => writeSafetensors([tensors[0], tensors[0]], {})).toThrow('received small twice');
    expect(() => writeSafetensors([{ ...tensors[0], shape: [2] }], {})).toThrow(
      'small: expected 2 values for shape [2], received 3',
    );
  });
});

describe('a file that is not well-formed', () => {
  it.each<[string, Uint8Array, string]>([
    ['no length', new Uint8Array(7), 'truncated: expected at least 8 bytes, received 7'],
    ['half a header', fileWith({}).subarray(0, 9), 'truncated: expected at least 10 bytes, received 9'],
    ['a header of gigabytes', fileWith('').fill(255), 'damaged: a header of 18446744073709551615 bytes'],
    ['a header that is not JSON', fileWith('{nothing'), 'damaged: its header is not valid JSON'],
    ['a header that is no UTF-8', fileWith('{"\xff": 1}'), 'damaged: its header is not valid JSON'],
    ['a header that is not an object', fileWith('null', 1), 'damaged: its header is not an object'],
    [
      'an element type of its own',
      fileWith({ a: { ...float(0, 4), dtype: 'F8' } }, 4),
      'damaged: the header’s entry for "a"',
    ],
    ['metadata that is no text', fileWith({ __metadata__: { step: 3 } }), 'for "__metadata__" is not one'],
    ['fewer bytes than it names', fileWith({ a: float(0, 8) }, 4), 'truncated: expected at least'],
    ['more bytes than it names', fileWith({ a: float(0, 4) }, 8), 'damaged: 4 bytes follow the last tensor'],
    ['a shape that its bytes do not hold', fileWith({ a: float(0, 4, [2]) }, 4), 'damaged: the range of "a"'],
    ['a shape beyond all memory', fileWith({ a: float(0, 4, [2 ** 40, 2 ** 40]) }, 4), 'damaged: the range of "a"'],
    ['tensors that overlap', fileWith({ a: float(0, 8), b: float(4, 8) }, 8), 'damaged: the range of "b"'],
    ['a gap', fileWith({ a: float(0, 4), b: float(8, 12) }, 12), 'damaged: the range of "b"'],
    ['a negative offset', fileWith({ a: float(-4, 4) }, 4), 'entry for "a" is not one'],
    ['a name that would break its message up', fileWith({ '\x7f\n': 1 }), 'entry for "\\u007f\\n" is not one'],
    [
      'a name that would fill a screen',
      fileWith({ ['x'.repeat(1e4)]: float(4, 8) }, 8),
      `the range of "${'x'.repeat(60)}…" does not fit`,
    ],
  ])('with %s is refused', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(DataError);
    expect(() => readSafetensors(bytes)).toThrow(message);
  });

  it('is refused as such, whatever it is', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(32), (header, dataBytes) => {
        try {
          readSafetensors(fileWith(header.replace(/[^ -~]/g, '?'), dataBytes));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(DataError);
        }
      }),
    );
  });
});
