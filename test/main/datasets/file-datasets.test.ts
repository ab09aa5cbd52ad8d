import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError } from '#core/errors.ts';
import { datasetSpec } from '#core/spec/dataset/dataset.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bnlab-files-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: Uint8Array | string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const load = (spec: object) => loadDataset(datasetSpec.parse(spec));

const idx = (shape: number[], length: number): Buffer => {
  const bytes = Buffer.alloc(4 + 4 * shape.length + length);
  bytes.writeUInt32BE(0x0800 | shape.length);
  shape.forEach((extent, dimension) => bytes.writeUInt32BE(extent, 4 + 4 * dimension));
  for (let at = 0; at < length; at++) bytes[4 + 4 * shape.length + at] = at;
  return bytes;
};

it('reads a table, with umlauts and a byte-order mark', async () => {
  const file = write('table.csv', '\uFEFFgröße,art\n1,a\n2,b\n3,a\n4,b\n5,a\n');
  const set = await load({ kind: 'csv', file, featureColumns: ['größe'] });
  expect(set).toMatchObject({ name: 'table.csv', classes: 2, train: { count: 4 }, test: { count: 1 } });
});

it('reads a table of test examples', async () => {
  const file = write('train.tsv', 'x\ty\n1\t0\n2\t1\n');
  const testFile = write('test.tsv', 'x\ty\n3\t1\n');
  const set = await load({ kind: 'csv', file, testFile });
  expect([...set.train.values, ...set.test.values]).toEqual([1, 2, 3]);
});

it('reads a table in UTF-16, as Excel saves it', async () => {
  const file = write('utf16.txt', Buffer.from('\uFEFFgröße\tart\r\n1\ta\r\n2\tb\r\n3\ta\r\n4\tb\r\n', 'utf16le'));
  expect(await load({ kind: 'csv', file, featureColumns: ['größe'] })).toMatchObject({ classes: 2, exampleShape: [1] });
});

it('reads a NumPy archive that Python 2 wrote', async () => {
  const file = fileURLToPath(new URL('../../fixtures/data/python2.npz', import.meta.url));
  expect(await load({ kind: 'npz', file })).toMatchObject({ classes: 2, exampleShape: [3] });
});

it('reads a NumPy archive', async () => {
  const file = fileURLToPath(new URL('../../fixtures/data/arrays.npz', import.meta.url));
  expect(await load({ kind: 'npz', file, x: 'images' })).toMatchObject({ classes: 3, exampleShape: [2, 3, 1] });
});

it('reads IDX files, gzipped or not', async () => {
  const files = {
    trainImages: write('train-images.gz', gzipSync(idx([4, 2, 2], 16))),
    trainLabels: write('train-labels', idx([4], 4)),
    testImages: write('test-images', idx([2, 2, 2], 8)),
    testLabels: write('test-labels.gz', gzipSync(idx([2], 2))),
  };
  const set = await load({ kind: 'idx', ...files });
  expect(set).toMatchObject({ classes: 4, exampleShape: [2, 2, 1], train: { count: 4 }, test: { count: 2 } });
});

describe('says what is wrong', () => {
  const faultOf = async (file: string): Promise<string> => {
    const error: unknown = await load({ kind: 'csv', file }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).message;
  };

  it('a missing file, a folder, a relative path', async () => {
    const nowhere = join(folder, 'nowhere.csv');
    expect(await faultOf(nowhere)).toBe(`expected the file ${nowhere}, received no such file.`);
    mkdirSync(join(folder, 'sub'), { recursive: true });
    expect(await faultOf(join(folder, 'sub'))).toBe(`expected the file ${join(folder, 'sub')}, received a folder.`);
    expect(await faultOf('data/table.csv')).toContain(
      'data/table.csv: expected an absolute path, received a relative one.',
    );
  });

  it('text that is not UTF-8', async () => {
    expect(await faultOf(write('latin1.csv', Buffer.from('größe,art\n1,a\n', 'latin1')))).toContain(
      'received the byte 0xf6 (“ö” in Windows-1252) at line 1, byte 3.',
    );
    expect(await faultOf(write('utf16.csv', Buffer.from('x,y\n1,a\n', 'utf16le')))).toContain(
      'as in UTF-16 without a byte-order mark',
    );
  });

  it('a truncated gzip file', async () => {
    const labels = write('labels', idx([4], 4));
    const images = write('cut.gz', gzipSync(idx([4, 2, 2], 16)).subarray(0, 20));
    await expect(
      load({ kind: 'idx', trainImages: images, trainLabels: labels, testImages: images, testLabels: labels }),
    ).rejects.toThrow(`${images}: expected a whole gzip file, received unexpected end of file.`);
  });
});
