import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetRecord } from '#core/contract/dataset-record.ts';
import { datasetOutline } from '#core/data/dataset-outline.ts';
import type { Dataset } from '#core/data/dataset.ts';
import { toWireError } from '#core/errors.ts';
import { datasetSpec, type OutlinedDatasetSpec } from '#core/spec/dataset/dataset.ts';
import type { PublishedKind } from '#core/spec/dataset/published.ts';
import { CIFAR10, loadCifar10 } from './cifar10.ts';
import { findPlace, requireFolder, type DatasetFiles, type Environment } from './dataset-place.ts';
import { datasetsFolder } from './datasets-folder.ts';
import { FASHION_MNIST, loadFashionMnist } from './fashion-mnist.ts';
import { downloadBytes, downloadsFolder } from './import-dataset.ts';
import { IMPORTABLE, importableFrom, isImportable, type Importable, type ImportableKind } from './importable.ts';
import { loadMnist, MNIST } from './mnist.ts';
import { namedFolders } from './named-folders.ts';

/** A published data set as this machine has it, apart from what is being done to it. */
export type StoredDataset = Omit<DatasetRecord, 'task' | 'fault'>;

export interface Verification {
  readonly kind: PublishedKind;
  readonly name: string;
  /** What is wrong; null if every file has the original's digest. */
  readonly fault: string | null;
  readonly trainExamples: number;
  readonly testExamples: number;
}

export const DATASET_FILES = {
  mnist: MNIST,
  fashionMnist: FASHION_MNIST,
  cifar10: CIFAR10,
} satisfies Record<PublishedKind, DatasetFiles>;

/** Neither the authors of MNIST and CIFAR-10 nor those who copy the files state a licence for the data. */
const ABOUT = {
  mnist: {
    authors: 'Yann LeCun, Corinna Cortes, Christopher J.C. Burges',
    licence: 'none stated',
    homepage: 'http://yann.lecun.com/exdb/mnist/',
  },
  fashionMnist: {
    authors: 'Han Xiao, Kashif Rasul, Roland Vollgraf (Zalando Research)',
    licence: 'MIT',
    homepage: 'https://github.com/zalandoresearch/fashion-mnist',
  },
  cifar10: {
    authors: 'Alex Krizhevsky, Vinod Nair, Geoffrey Hinton',
    licence: 'none stated',
    homepage: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  },
} satisfies Record<PublishedKind, Pick<DatasetRecord, 'authors' | 'licence' | 'homepage'>>;

/**
 * Checks whether the files exist, not what they contain.
 * @param importables What can be imported instead of the published data sets.
 */
export async function publishedDataset(
  kind: PublishedKind,
  environment: Environment = process.env,
  importables: Readonly<Record<ImportableKind, Importable>> = IMPORTABLE,
): Promise<StoredDataset> {
  const files = DATASET_FILES[kind];
  const { name, classes, exampleShape, trainCount, testCount } = datasetOutline(wholeSpec(kind));
  const place = findPlace(files, environment);
  const found = place !== null && files.has(place.folder) ? place : null;
  const importable = isImportable(kind) ? importableFrom(importables[kind], environment) : null;
  const receivedBytes = isImportable(kind) ? await sizeOf(downloadsFolder(kind, datasetsFolder(environment))) : 0;
  return {
    kind,
    name,
    state: found !== null ? 'present' : receivedBytes > 0 ? 'partial' : 'missing',
    folder: found?.folder ?? null,
    source: found?.source ?? null,
    bytes: found === null ? 0 : await sizeOf(found.folder),
    receivedBytes,
    downloadBytes: importable === null ? null : downloadBytes(importable),
    addresses: importable?.published.map(({ url }) => url) ?? [],
    namedFolder: namedFolders(environment)[kind] ?? null,
    variable: files.variable,
    classes,
    exampleShape: [...exampleShape],
    trainExamples: trainCount,
    testExamples: testCount,
    ...ABOUT[kind],
  };
}

/** Reads the whole set where it is found and compares every file's digest with the original's. */
export async function verifyDataset(kind: PublishedKind): Promise<Verification> {
  const { name } = DATASET_FILES[kind];
  try {
    const { train, test } = await loadWhole(kind, requireFolder(DATASET_FILES[kind]));
    return { kind, name, fault: null, trainExamples: train.count, testExamples: test.count };
  } catch (thrown) {
    return { kind, name, fault: toWireError(thrown).message, trainExamples: 0, testExamples: 0 };
  }
}

/**
 * Reads the whole set from a folder.
 * @throws DataError if a file is missing or not the original.
 */
export async function loadWhole(kind: PublishedKind, folder: string): Promise<Dataset> {
  const spec = wholeSpec(kind);
  switch (spec.kind) {
    case 'mnist':
      return loadMnist(spec, folder);
    case 'fashionMnist':
      return loadFashionMnist(spec, folder);
    case 'cifar10':
      return loadCifar10(spec, folder);
    default:
      throw new Error(`${kind} is not a published data set`);
  }
}

/** Deletes what was received of an unfinished download. */
export async function discardDownload(kind: ImportableKind, environment: Environment = process.env): Promise<void> {
  await rm(downloadsFolder(kind, datasetsFolder(environment)), { recursive: true, force: true });
}

function wholeSpec(kind: PublishedKind): OutlinedDatasetSpec {
  return datasetSpec.parse({ kind }) as OutlinedDatasetSpec;
}

/** Of a folder's own files; 0 if there is no such folder. */
async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const states = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => null)));
  return states.reduce((sum, state) => sum + (state?.isFile() ? state.size : 0), 0);
}
