import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNpy } from '#core/data/npy/read-npy.ts';
import { DataError } from '#core/errors.ts';
import { bytesOf, npyFile } from './npy-file.ts';

const small = npyFile('<f4', [2, 3], bytesOf(Float32Array.of(1, 2, 3, 4, 5, 6.5)));

it('reads shape and values', () => {
  expect(readNpy(small, 'x')).toEqual({ shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6.5) });
});

it.each([
  ['|u1', Uint8Array.of(0, 255, 7)],
  ['<i4', Int32Array.of(-5, 7, 1 << 30)],
  ['<f4', Float32Array.of(0.5, -1, 3e38)],
  ['<f8', Float64Array.of(0.1, -1e300, 3)],
] as const)('reads %s', (descr, values) => {
  expect(readNpy(npyFile(descr, [3], bytesOf(values)), 'x')).toEqual({ shape: [3], values });
});

it('reads the long integers that Python 2 writes into a shape', () => {
  const file = npyFile('<f4', ['2L', '3L'], bytesOf(Float32Array.of(1, 2, 3, 4, 5, 6)));
  expect(readNpy(file, 'x').shape).toEqual([2, 3]);
  expect(readNpy(npyFile('|u1', ['2L'], Uint8Array.of(1, 2)), 'x').shape).toEqual([2]);
});

it('reads int64 as float64', () => {
  const file = npyFile('<i8', [2], bytesOf(BigInt64Array.of(-3n, 2n ** 40n)));
  expect(readNpy(file, 'x').values).toEqual(Float64Array.of(-3, 2 ** 40));
});

it('reads floats at any place in a buffer', () => {
  fc.assert(
    fc.property(fc.float32Array({ maxLength: 30 }), fc.nat(9), (values, offset) => {
      const file = npyFile('<f4', [values.length], bytesOf(values));
      const buffer = new Uint8Array(offset + file.length);
      buffer.set(file, offset);
      expect(readNpy(buffer.subarray(offset), 'x').values).toEqual(values);
    }),
  );
});

it('refuses every file that is cut short', () => {
  for (let length = 0; length < small.length; length++) {
    expect(() => readNpy(small.subarray(0, length), 'x')).toThrow(DataError);
  }
});

it('gives an array or a DataError for every byte changed', () => {
  fc.assert(
    fc.property(fc.nat(small.length - 1), fc.nat(255), (at, byte) => {
      const spoilt = Uint8Array.from(small);
      spoilt[at] = byte;
      try {
        const { shape, values } = readNpy(spoilt, 'x');
        expect(values.length).toBe(shape.reduce((product, extent) => product * extent, 1));
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
      }
    }),
    { numRuns: 2_000 },
  );
});

describe('refuses', () => {
  const floats = bytesOf(Float32Array.of(1, 2));
  it.each([
    [
      'another kind of file',
      new TextEncoder().encode('PK not an array'),
      'expected a NumPy array, received another kind',
    ],
    ['Fortran order', npyFile('<f4', [2], floats, 'True'), 'numpy.ascontiguousarray(x) makes it so'],
    ['big-endian numbers', npyFile('>f4', [2], floats), 'little-endian, received ">f4"'],
    ['texts', npyFile('<U1', [2], new Uint8Array(8)), 'expected elements of one of the types u1, i4, i8, f4, f8'],
    [
      'texts that name classes',
      npyFile('|S7', [2], new Uint8Array(14)),
      'received texts ("|S7"). In NumPy, numpy.unique(',
    ],
    [
      'truth values',
      npyFile('|b1', [2], new Uint8Array(2)),
      'received truth values ("|b1"). In NumPy, x.astype(\'u1\')',
    ],
    ['Python objects', npyFile('|O8', [2], new Uint8Array(16)), 'received Python objects'],
    ['half precision', npyFile('<f2', [2], new Uint8Array(4)), "x.astype('<f4') makes it so"],
    ['records', npyFile("[('a', '<f4')]", [2], floats), 'expected an array of plain numbers'],
    ['more data than the shape says', npyFile('<f4', [1], floats), 'expected 132 bytes, received 136 bytes'],
  ])('%s', (_, bytes, message) => {
    expect(() => readNpy(bytes, 'x')).toThrow(DataError);
    expect(() => readNpy(bytes, 'x')).toThrow(message);
  });

  it('a shape that promises more than memory holds, without asking for it', () => {
    const huge = npyFile('<f8', [4_294_967_295, 4_294_967_295], new Uint8Array(8));
    expect(() => readNpy(huge, 'x')).toThrow('expected 147573952520956940000 bytes, received 136 bytes');
  });

  it('a header that promises more than the file', () => {
    const spoilt = Uint8Array.from(small);
    spoilt.set([0xff, 0xff], 8);
    expect(() => readNpy(spoilt, 'x')).toThrow(
      'expected a header of at most 10000 bytes within the file, received 65535',
    );
  });
});
