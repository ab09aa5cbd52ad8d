import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { npzDataset } from '#core/data/npz-dataset.ts';
import { DataError } from '#core/errors.ts';
import type { NpzSpec } from '#core/spec/dataset/dataset.ts';
import { bytesOf, npyFile } from './npy/npy-file.ts';

/** Written by NumPy; arrays.py beside them says how. */
const numpys = (name: string) => readFileSync(new URL(`../../fixtures/data/${name}`, import.meta.url));

const spec = (fields: Partial<NpzSpec> = {}): NpzSpec => ({
  kind: 'npz',
  file: '/data/set.npz',
  x: 'x',
  y: 'y',
  testShare: 0.34,
  seed: 0,
  ...fields,
});

const load = (fields: Partial<NpzSpec>, bytes: Uint8Array = numpys('arrays.npz')) =>
  npzDataset(spec(fields), bytes, '/data/set.npz');

describe.each(['arrays.npz', 'arrays-compressed.npz'])('%s, by NumPy', (name) => {
  it('gives its examples and classes', () => {
    const set = load({ xTest: 'x', yTest: 'y' }, numpys(name));
    expect(set).toMatchObject({ name: 'set.npz', classes: 3, exampleShape: [4] });
    expect(set.train).toEqual({
      count: 6,
      values: Float32Array.from({ length: 24 }, (_, index) => index / 8),
      labels: Int32Array.of(0, 1, 2, 0, 1, 2),
    });
    expect(set.test).toEqual(set.train);
  });

  it('gives images of bytes as bytes, with one channel', () => {
    const set = load({ x: 'images' }, numpys(name));
    expect(set.exampleShape).toEqual([2, 3, 1]);
    expect(set.train.values).toBeInstanceOf(Uint8Array);
    expect([set.train.count, set.test.count]).toEqual([4, 2]);
    expect(set.train.values.length + set.test.values.length).toBe(36);
  });
});

describe('refuses', () => {
  it.each([
    [
      'an array that is not there, saying which are',
      { x: 'z' },
      'expected an array named "z", received an archive with "x", "y", "images", "float64"',
    ],
    [
      'classes that are no column',
      { y: 'images' },
      'array "images": expected the shape [6], one class for each example of "x", received [6, 2, 3].',
    ],
    [
      'as many classes as there are not examples',
      { x: 'float64' },
      'array "y": expected the shape [2], one class for each example of "float64", received [6].',
    ],
    [
      'classes that are no whole numbers from 0',
      { x: 'int32', y: 'int32' },
      'array "int32": expected classes as whole numbers from 0 to 999, received -5 (index 0).',
    ],
    [
      'examples without features',
      { x: 'y' },
      'array "y": expected examples of the shape [n, features], [n, height, width] or [n, height, width, channels], received [6].',
    ],
    ['arrays in Fortran order', { x: 'fortran' }, 'array "fortran": expected an array in C order'],
    ['big-endian arrays', { x: 'big_endian' }, 'array "big_endian": expected elements of one of the types'],
    ['texts', { y: 'text' }, 'array "text": expected elements of one of the types'],
    [
      'test examples of another shape',
      { xTest: 'images', yTest: 'y' },
      'array "images": expected examples of the shape [n, 4], as in "x", received [6, 2, 3].',
    ],
  ])('%s', (_, fields, message) => {
    expect(() => load(fields)).toThrow(DataError);
    expect(() => load(fields)).toThrow(message);
  });

  it('numbers beyond float32', () => {
    const bytes = zipSync({
      'x.npy': npyFile('<f8', [2, 1], bytesOf(Float64Array.of(1, 1e300))),
      'y.npy': npyFile('|u1', [2], Uint8Array.of(0, 1)),
    });
    expect(() => load({}, bytes)).toThrow('array "x": expected numbers within float32, received 1e+300 (element 1).');
  });

  it('bytes for training beside other numbers for testing: only bytes stand for value / 255', () => {
    const bytes = zipSync({
      'x.npy': npyFile('|u1', [2, 1], Uint8Array.of(0, 255)),
      'z.npy': npyFile('<f4', [2, 1], bytesOf(Float32Array.of(0, 1))),
      'y.npy': npyFile('|u1', [2], Uint8Array.of(0, 1)),
    });
    expect(() => load({ xTest: 'z', yTest: 'y' }, bytes)).toThrow(
      'array "z": expected unsigned bytes, as in "x", received other numbers.',
    );
  });

  it('one class alone, and too few examples to hold any out', () => {
    const of = (labels: number[]) =>
      zipSync({
        'x.npy': npyFile('<f4', [labels.length, 1], bytesOf(Float32Array.from(labels))),
        'y.npy': npyFile('|u1', [labels.length], Uint8Array.from(labels)),
      });
    expect(() => load({}, of([0, 0, 0]))).toThrow('expected at least 2 classes, received only class 0.');
    expect(() => load({}, of([0, 1]))).toThrow(
      'expected at least 2 training examples beside the 1 held out for testing, received 2 examples in all.',
    );
  });
});
