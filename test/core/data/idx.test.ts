import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIdx } from '#core/data/idx.ts';
import { DataError } from '#core/errors.ts';

/** An IDX file of unsigned bytes. */
function idxFile(shape: number[], values: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0800 | shape.length);
  shape.forEach((extent, dimension) => view.setUint32(4 + 4 * dimension, extent));
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

const small = idxFile(
  [2, 2, 3],
  Uint8Array.from({ length: 12 }, (_, index) => index * 20),
);

const changed = (at: number, byte: number): Uint8Array => {
  const copy = Uint8Array.from(small);
  copy[at] = byte;
  return copy;
};

it('reads shape and values', () => {
  const { shape, values } = readIdx(small, 'images', [-1, 2, 3]);
  expect(shape).toEqual([2, 2, 3]);
  expect([...values]).toEqual([0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220]);
});

it('reads any file back, also from the middle of a buffer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(9), (values, offset) => {
      const file = idxFile([values.length], values);
      const buffer = new Uint8Array(offset + file.length);
      buffer.set(file, offset);
      expect(readIdx(buffer.subarray(offset), 'labels', [-1]).values).toEqual(values);
    }),
  );
});

it.each(Array.from({ length: small.length }, (_, length) => length))('refuses a file cut to %d bytes', (length) => {
  const expected = length < 16 ? 'expected a header of 16 bytes' : 'expected 28 bytes';
  expect(() => readIdx(small.subarray(0, length), 'images', [2, 2, 3])).toThrow(
    new DataError(`images: ${expected}, received ${length} bytes.`),
  );
});

describe('refuses', () => {
  it.each([
    ['a file with bytes after its end', Uint8Array.from([...small, 1, 2]), 'expected 28 bytes, received 30 bytes.'],
    [
      'another kind of file',
      changed(0, 0x89),
      'expected an IDX file, which begins with 00 00 08 03, received 89 00 08 03.',
    ],
    ['a compressed file', Uint8Array.from([0x1f, 0x8b, ...small]), 'received a gzip file. Decompress it first.'],
    ['another type', changed(2, 0x0d), 'expected values of type unsigned byte, received float32.'],
    ['an unknown type', changed(2, 0x42), 'expected values of type unsigned byte, received the unknown type 42.'],
    ['another number of dimensions', changed(3, 1), 'expected 3 dimensions, received 1.'],
    ['another shape', changed(7, 3), 'expected the shape 2 × 2 × 3, received 3 × 2 × 3.'],
  ])('%s', (_, bytes, message) => {
    expect(() => readIdx(bytes, 'images', [2, 2, 3])).toThrow(DataError);
    expect(() => readIdx(bytes, 'images', [2, 2, 3])).toThrow(`images: `);
    expect(() => readIdx(bytes, 'images', [2, 2, 3])).toThrow(message);
  });

  it('a header that promises more than memory holds, without asking for it', () => {
    const huge = idxFile([0xffffffff, 0xffffffff, 0xffffffff], new Uint8Array(12));
    expect(() => readIdx(huge, 'images', [-1, -1, -1])).toThrow(/expected 7\.9\d*e\+28 bytes, received 28 bytes/);
  });
});
