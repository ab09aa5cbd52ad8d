import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetName } from '#core/data/dataset-outline.ts';
import { toWireError } from '#core/errors.ts';
import { datasetSpec, type OutlinedDatasetSpec } from '#core/spec/dataset/dataset.ts';
import { cifar10Folder, hasCifar10 } from './cifar10.ts';
import { FASHION_MNIST_FILES, fashionMnistFolder } from './fashion-mnist.ts';
import { hasOriginals } from './idx-originals.ts';
import { loadDataset } from './load-dataset.ts';
import { MNIST_FILES, mnistFolder } from './mnist.ts';

export const PUBLISHED_KINDS = ['mnist', 'fashionMnist', 'cifar10'] as const;
export type PublishedKind = (typeof PUBLISHED_KINDS)[number];

/** A published data set as this machine has it. */
export interface PublishedDataset {
  readonly kind: PublishedKind;
  readonly name: string;
  /** The folder of its files; null if it is missing or incomplete. */
  readonly folder: string | null;
  /** Of all files in the folder. */
  readonly bytes: number;
}

export interface Verification extends PublishedDataset {
  /** What is wrong; null if every file has the original's digest. */
  readonly fault: string | null;
  readonly trainExamples: number;
  readonly testExamples: number;
}

/** Checks whether the files exist, not what they contain. */
export async function publishedDataset(kind: PublishedKind): Promise<PublishedDataset> {
  const folder = folderOf(kind);
  return {
    kind,
    name: datasetName(wholeSpec(kind)),
    folder,
    bytes: folder === null ? 0 : await sizeOf(folder),
  };
}

/** Reads the whole set and compares every file's digest with the original's. */
export async function verifyDataset(kind: PublishedKind): Promise<Verification> {
  const published = await publishedDataset(kind);
  try {
    const { train, test } = await loadDataset(wholeSpec(kind));
    return { ...published, fault: null, trainExamples: train.count, testExamples: test.count };
  } catch (thrown) {
    return { ...published, fault: toWireError(thrown).message, trainExamples: 0, testExamples: 0 };
  }
}

function wholeSpec(kind: PublishedKind): OutlinedDatasetSpec {
  return datasetSpec.parse({ kind }) as OutlinedDatasetSpec;
}

function folderOf(kind: PublishedKind): string | null {
  switch (kind) {
    case 'mnist':
      return mnistFolderIfThere();
    case 'fashionMnist': {
      const folder = fashionMnistFolder();
      return folder !== null && hasOriginals(folder, FASHION_MNIST_FILES) ? folder : null;
    }
    case 'cifar10':
      return hasCifar10(cifar10Folder()) ? cifar10Folder() : null;
    default:
      return kind satisfies never;
  }
}

function mnistFolderIfThere(): string | null {
  try {
    const folder = mnistFolder();
    return existsSync(folder) && hasOriginals(folder, MNIST_FILES) ? folder : null;
  } catch {
    // The package is not installed; verifying says so, and what to do.
    return null;
  }
}

async function sizeOf(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
