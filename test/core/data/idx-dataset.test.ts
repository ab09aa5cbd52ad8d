import { describe, expect, it } from 'vitest';
import { idxDataset, type IdxFiles } from '#core/data/idx-dataset.ts';
import { DataError } from '#core/errors.ts';

function idxFile(shape: number[], values: number[]): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0800 | shape.length);
  shape.forEach((extent, dimension) => view.setUint32(4 + 4 * dimension, extent));
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

const counted = (length: number) => Array.from({ length }, (_, index) => index);

const files = (changes: Partial<Record<keyof IdxFiles, Uint8Array>> = {}): IdxFiles => {
  const file = (name: keyof IdxFiles, bytes: Uint8Array) => ({ name, bytes: changes[name] ?? bytes });
  return {
    trainImages: file('trainImages', idxFile([3, 2, 2], counted(12))),
    trainLabels: file('trainLabels', idxFile([3], [0, 3, 1])),
    testImages: file('testImages', idxFile([1, 2, 2], counted(4))),
    testLabels: file('testLabels', idxFile([1], [2])),
  };
};

const load = (changes?: Partial<Record<keyof IdxFiles, Uint8Array>>) =>
  idxDataset(
    { kind: 'idx', trainImages: 'C:\\data\\letters-train', trainLabels: 'b', testImages: 'c', testLabels: 'd' },
    files(changes),
  );

it('gives images with one channel, and as many classes as the largest label asks for', () => {
  const set = load();
  expect(set).toMatchObject({ name: 'letters-train', classes: 4, exampleShape: [2, 2, 1] });
  expect(set.train).toEqual({ count: 3, values: Uint8Array.from(counted(12)), labels: Int32Array.of(0, 3, 1) });
  expect(set.test).toEqual({ count: 1, values: Uint8Array.of(0, 1, 2, 3), labels: Int32Array.of(2) });
});

it('takes vectors and images with channels too', () => {
  const vectors = { trainImages: idxFile([3, 4], counted(12)), testImages: idxFile([1, 4], counted(4)) };
  expect(load(vectors).exampleShape).toEqual([4]);
  const coloured = { trainImages: idxFile([3, 1, 2, 2], counted(12)), testImages: idxFile([1, 1, 2, 2], counted(4)) };
  expect(load(coloured).exampleShape).toEqual([1, 2, 2]);
});

describe('refuses, naming the file', () => {
  it.each([
    [
      'labels for another number of images',
      { trainLabels: idxFile([2], [0, 1]) },
      'trainLabels: expected the shape 3, received 2.',
    ],
    [
      'test images of another size',
      { testImages: idxFile([1, 2, 3], counted(6)) },
      'testImages: expected the shape any × 2 × 2, received 1 × 2 × 3.',
    ],
    [
      'images in place of labels',
      { testLabels: idxFile([1, 2, 2], counted(4)) },
      'testLabels: expected 1 dimensions, received 3.',
    ],
    [
      'labels in place of images',
      { trainImages: idxFile([8], counted(8)) },
      'trainImages: expected 2 dimensions, received 1.',
    ],
    ['no images', { trainImages: idxFile([0, 2, 2], []) }, 'trainImages: expected examples of the shape'],
    [
      'an empty file',
      { trainImages: new Uint8Array(0) },
      'trainImages: expected a header of 16 bytes, received 0 bytes.',
    ],
    [
      'one class alone',
      { trainLabels: idxFile([3], [0, 0, 0]), testLabels: idxFile([1], [0]) },
      'trainLabels: expected at least 2 classes',
    ],
  ])('%s', (_, changes, message) => {
    expect(() => load(changes)).toThrow(DataError);
    expect(() => load(changes)).toThrow(message);
  });

  it('a file cut short anywhere', () => {
    const whole = files();
    for (const name of ['trainImages', 'trainLabels', 'testImages', 'testLabels'] as const) {
      const { bytes } = whole[name];
      for (let length = 0; length < bytes.length; length++) {
        expect(() => load({ [name]: bytes.subarray(0, length) })).toThrow(DataError);
      }
    }
  });
});
