import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { DataError } from '#core/errors.ts';
import { inputStatistics } from '#core/data/input-normalization.ts';
import { findPlace } from '#main/datasets/dataset-place.ts';
import { FASHION_MNIST, loadFashionMnist } from '#main/datasets/fashion-mnist.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';
import { missing } from '#test/requirements.ts';

const whole = { kind: 'fashionMnist', trainExamples: 60_000, testExamples: 10_000 } as const;
const NAMES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];

const requireFashionMnist = (context: TestContext): string =>
  findPlace(FASHION_MNIST)?.folder ??
  missing(context, 'Fashion-MNIST is not here (Debian’s package dataset-fashion-mnist has it)');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bnlab-fashion-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('the real Fashion-MNIST', () => {
  it('has 60,000 training and 10,000 test images, the same number for each class', async (context) => {
    requireFashionMnist(context);
    const set = await loadDataset(whole);
    expect(set).toMatchObject({ name: 'Fashion-MNIST', classes: 10, exampleShape: [28, 28, 1] });
    const histogram = (labels: Int32Array) =>
      Array.from({ length: 10 }, (_, label) => labels.filter((one) => one === label).length);
    expect(histogram(set.train.labels)).toEqual(Array.from({ length: 10 }, () => 6_000));
    expect(histogram(set.test.labels)).toEqual(Array.from({ length: 10 }, () => 1_000));
    expect([...set.train.labels.subarray(0, 10)]).toEqual([9, 0, 0, 3, 0, 2, 7, 2, 5, 5]);
    const { mean, stddev } = inputStatistics(set);
    expect(mean[0]).toBeCloseTo(0.286, 3);
    expect(stddev[0]).toBeCloseTo(0.353, 3);
  });

  it('can also be read decompressed, and can be limited to its first examples', async (context) => {
    const source = requireFashionMnist(context);
    for (const name of NAMES) {
      const file = join(source, name);
      writeFileSync(join(folder, name), existsSync(file) ? readFileSync(file) : gunzipSync(readFileSync(`${file}.gz`)));
    }
    const spec = { ...whole, trainExamples: 100, testExamples: 7 };
    expect(await loadFashionMnist(spec, folder)).toEqual(await loadFashionMnist(spec, source));
  });
});

describe('files that are not the originals', () => {
  const spoilt = async (name: string, bytes: Uint8Array): Promise<string> => {
    const spoiltFolder = mkdtempSync(join(folder, 'spoilt-'));
    writeFileSync(join(spoiltFolder, name), bytes);
    const error: unknown = await loadFashionMnist(whole, spoiltFolder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).message;
  };

  it('missing: named', async () => {
    const message = await spoilt('other', new Uint8Array(0));
    expect(message).toMatch(/^Fashion-MNIST: expected the file .*-ubyte, received no such file\.$/);
  });

  it('not gzip, although named so', async () => {
    const message = await spoilt('t10k-labels-idx1-ubyte.gz', Uint8Array.of(0x1f, 0x8b, 1, 2));
    expect(message).toMatch(/expected (the file|a whole gzip file)/);
  });
});
