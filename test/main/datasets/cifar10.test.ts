import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { crc32 } from '#core/data/crc32.ts';
import { readCifarRecords } from '#core/data/cifar.ts';
import { inputStatistics } from '#core/data/input-normalization.ts';
import { DataError } from '#core/errors.ts';
import { CIFAR10, loadCifar10 } from '#main/datasets/cifar10.ts';
import { cifarFileFromSheet } from '#main/datasets/cifar10-png.ts';
import { findPlace } from '#main/datasets/dataset-place.ts';
import { openBundle } from '#main/datasets/file-bundle.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';

const whole = { kind: 'cifar10', trainExamples: 50_000, testExamples: 10_000 } as const;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bnlab-cifar-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** No package provides CIFAR-10 for continuous integration to install: if it was not imported, this is a plain skip. */
function requireCifar10(context: TestContext): void {
  if (findPlace(CIFAR10) === null) context.skip('CIFAR-10 is not here ("bnlab datasets import cifar10" brings it)');
}

describe('the real CIFAR-10', () => {
  it('has 50,000 training and 10,000 test images, the same number for each class', async (context) => {
    requireCifar10(context);
    const set = await loadDataset(whole);
    expect(set).toMatchObject({ name: 'CIFAR-10', classes: 10, exampleShape: [32, 32, 3] });
    const histogram = (labels: Int32Array) =>
      Array.from({ length: 10 }, (_, label) => labels.filter((one) => one === label).length);
    expect(histogram(set.train.labels)).toEqual(Array.from({ length: 10 }, () => 5_000));
    expect(histogram(set.test.labels)).toEqual(Array.from({ length: 10 }, () => 1_000));
    // The numbers that everyone normalizes CIFAR-10 with.
    const { mean, stddev } = inputStatistics(set);
    for (const [channel, [expectedMean, expectedStddev]] of [
      [0.4914, 0.247],
      [0.4822, 0.2435],
      [0.4465, 0.2616],
    ].entries()) {
      expect(mean[channel]).toBeCloseTo(expectedMean, 3);
      expect(stddev[channel]).toBeCloseTo(expectedStddev, 3);
    }
  });

  it('can be limited to its first examples, across two files', async (context) => {
    requireCifar10(context);
    const part = await loadCifar10({ kind: 'cifar10', trainExamples: 10_001, testExamples: 3 });
    expect([part.train.values.length, part.train.labels.length, part.test.count]).toEqual([10_001 * 3_072, 10_001, 3]);
    expect([...part.train.labels.subarray(0, 5), part.train.labels[10_000]]).toEqual([6, 9, 9, 4, 1, 1]);
  });
});

describe('files that are not the originals', () => {
  const faultOf = async (bytes: Uint8Array): Promise<string> => {
    writeFileSync(join(folder, 'data_batch_1.bin'), bytes);
    const error: unknown = await loadCifar10(whole, folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).message;
  };
  const file = () => join(folder, 'data_batch_1.bin');

  it('missing: named', async () => {
    await expect(loadCifar10(whole, join(folder, 'nowhere'))).rejects.toThrow(
      /^CIFAR-10: expected the file .*nowhere.data_batch_1\.bin, received no such file\.$/,
    );
  });

  it('truncated: named, with both lengths', async () => {
    expect(await faultOf(new Uint8Array(1_000))).toContain(
      `CIFAR-10: ${file()}: expected 30730000 bytes (10000 records of 3073), received 1000 bytes.`,
    );
  });

  it('altered: named, with both digests', async () => {
    expect(await faultOf(new Uint8Array(30_730_000))).toMatch(
      /data_batch_1\.bin: expected SHA-256 cee91656[0-9a-f]{56}, received [0-9a-f]{64}\./,
    );
  });

  it('too large to be the original: not read', async () => {
    expect(await faultOf(new Uint8Array(40_000_000))).toContain('expected at most 33554432 bytes, received 40000000.');
  });
});

describe('the sheets of the npm package', () => {
  /** Image i has (30 · (i mod 7), 1, 2) in its first pixel and 0 elsewhere. */
  const sheet = (width: number, height: number): Uint8Array => {
    const data = new Uint8Array(width * height * 3);
    for (let row = 0; row < height; row++) data.set([30 * (row % 7), 1, 2], row * width * 3);
    return encode({ width, height, channels: 3, depth: 8, data }, { zlib: { level: 1 } });
  };
  const write = (name: string, content: Uint8Array | string): void => writeFileSync(join(folder, name), content);
  const read = async (name = 'test_batch.bin') => cifarFileFromSheet(await openBundle(folder), name);

  it('become records of the official form', async () => {
    write('data_batch_2.png', sheet(1_024, 10_000));
    write(
      'train_lables.json',
      JSON.stringify(Array.from({ length: 50_000 }, (_, index) => Math.floor(index / 10_000) + (index % 5))),
    );
    const { values, labels } = readCifarRecords(await read('data_batch_2.bin'), 'batch', 10_000);
    expect([...labels.subarray(0, 6)]).toEqual([1, 2, 3, 4, 5, 1]);
    expect([...values.subarray(0, 6)]).toEqual([0, 1, 2, 0, 0, 0]);
    expect([...values.subarray(6 * 3_072, 6 * 3_072 + 3)]).toEqual([180, 1, 2]);
  });

  it('of a different size or kind, or damaged, are refused', async () => {
    write('test_lables.json', JSON.stringify(Array.from({ length: 10_000 }, (_, index) => index % 10)));
    write('test_batch.png', sheet(10, 10));
    await expect(read()).rejects.toThrow('test_batch.png: expected a PNG of 1024 × 10000 pixels, received 10 × 10.');
    write('test_batch.png', new Uint8Array(5));
    await expect(read()).rejects.toThrow('received 0 × 0.');
    const damaged = Uint8Array.from(sheet(1_024, 10_000));
    damaged[damaged.length >> 1] ^= 0xff;
    write('test_batch.png', damaged);
    await expect(read()).rejects.toThrow(DataError);
  });

  it('that unpack to more than their pixels are not unpacked completely', async () => {
    write('test_lables.json', JSON.stringify(Array.from({ length: 10_000 }, (_, index) => index % 10)));
    const bomb = sheet(1_024, 40_000);
    const view = new DataView(bomb.buffer, bomb.byteOffset);
    view.setUint32(20, 10_000);
    view.setUint32(29, crc32(bomb.subarray(12, 29)));
    write('test_batch.png', bomb);
    await expect(read()).rejects.toThrow('test_batch.png: expected a whole PNG, received a damaged one');
  });

  it('with lists that are not classes are refused', async () => {
    for (const text of ['[1, 2]', 'no list', JSON.stringify(Array.from({ length: 10_000 }, () => 10))]) {
      write('test_lables.json', text);
      await expect(read()).rejects.toThrow(
        'test_lables.json: expected a list of 10000 classes, received something else.',
      );
    }
  });
});
