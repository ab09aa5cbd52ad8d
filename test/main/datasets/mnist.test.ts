import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '#core/data/dataset.ts';
import { datasetOutline } from '#core/data/dataset-outline.ts';
import { inputStatistics } from '#core/data/input-normalization.ts';
import { DataError } from '#core/errors.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';
import { requireFolder } from '#main/datasets/dataset-place.ts';
import { loadMnist, MNIST } from '#main/datasets/mnist.ts';

const whole = { kind: 'mnist', trainExamples: 60_000, testExamples: 10_000 } as const;

const NAMES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];

describe('the real MNIST', () => {
  let mnist: Dataset;

  beforeAll(async () => {
    mnist = await loadDataset(whole);
  });

  it('has 60,000 training and 10,000 test images of 28 × 28 pixels', () => {
    const { trainCount, testCount, elementType, ...outline } = datasetOutline(whole);
    expect(elementType).toBe('byte');
    expect(mnist.train.values).toBeInstanceOf(Uint8Array);
    expect(mnist).toMatchObject(outline);
    expect([mnist.train.count, mnist.test.count]).toEqual([trainCount, testCount]);
    expect([mnist.train.values.length, mnist.test.values.length]).toEqual([60_000 * 784, 10_000 * 784]);
    expect([mnist.train.labels.length, mnist.test.labels.length]).toEqual([60_000, 10_000]);
  });

  it('has each digit as often as published', () => {
    const histogram = (labels: Int32Array) =>
      Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
    expect(histogram(mnist.train.labels)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(histogram(mnist.test.labels)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect([...mnist.train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  });

  it('has the mean and σ that PyTorch’s examples give, 0.1307 and 0.3081', () => {
    const { mean, stddev } = inputStatistics(mnist);
    expect(mean.length).toBe(1);
    expect(mean[0]).toBeCloseTo(0.1307, 4);
    expect(stddev[0]).toBeCloseTo(0.3081, 4);
  });

  it('can be limited to its first examples', async () => {
    const part = await loadMnist({ kind: 'mnist', trainExamples: 100, testExamples: 7 });
    expect(part.train.values).toEqual(mnist.train.values.slice(0, 78_400));
    expect(part.train.labels).toEqual(mnist.train.labels.slice(0, 100));
    expect(part.test.count).toBe(7);
  });
});

describe('files that are not the originals', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bnlab-mnist-'));
    for (const name of NAMES)
      copyFileSync(join(requireFolder(MNIST, { BNLAB_DATASETS_DIR: folder }), name), join(folder, name));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const spoilt = async (name: string, spoil: (file: string) => void): Promise<Error> => {
    const file = join(folder, name);
    const original = readFileSync(file);
    spoil(file);
    const error: unknown = await loadMnist(whole, folder).catch((thrown: unknown) => thrown);
    writeFileSync(file, original);
    expect(error).toBeInstanceOf(DataError);
    return error as DataError;
  };

  it('truncated: named, with both lengths', async () => {
    const error = await spoilt('train-images-idx3-ubyte', (file) => truncateSync(file, 1_000_000));
    expect(error.message).toContain(
      `${join(folder, 'train-images-idx3-ubyte')}: expected 47040016 bytes, received 1000000 bytes.`,
    );
  });

  it('altered in one byte: named, with both digests', async () => {
    const error = await spoilt('t10k-labels-idx1-ubyte', (file) => {
      const bytes = readFileSync(file);
      bytes[5_000] ^= 1;
      writeFileSync(file, bytes);
    });
    expect(error.message).toMatch(
      /t10k-labels-idx1-ubyte: expected SHA-256 ff7bcfd4[0-9a-f]{56}, received [0-9a-f]{64}/,
    );
  });

  it('missing: named', async () => {
    const error = await spoilt('train-labels-idx1-ubyte', (file) => rmSync(file));
    expect(error.message).toContain(
      `expected the file ${join(folder, 'train-labels-idx1-ubyte')}, received no such file.`,
    );
  });

  it('are read from where the environment says, if it does', async () => {
    expect(requireFolder(MNIST, { BNLAB_MNIST_DIR: folder })).toBe(folder);
    await expect(loadMnist(whole, folder)).resolves.toMatchObject({ name: 'MNIST' });
    await expect(loadMnist(whole, join(folder, 'nowhere'))).rejects.toThrow('received no such file');
  });
});
