import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { datasetOutline } from '#core/data/dataset-outline.ts';
import type { Dataset, Split } from '#core/data/dataset.ts';
import { readIdx } from '#core/data/idx.ts';
import { DataError } from '#core/errors.ts';
import type { OutlinedDatasetSpec } from '#core/spec/dataset/dataset.ts';
import { gunzipped, readWholeFile } from './read-file.ts';

/** A published IDX file and its expected content, byte for byte. */
export interface IdxOriginal {
  readonly name: string;
  readonly shape: readonly number[];
  /** The digest of the decompressed file. */
  readonly sha256: string;
}

/** A data set that was published as four IDX files. */
export interface IdxOriginals {
  readonly trainImages: IdxOriginal;
  readonly trainLabels: IdxOriginal;
  readonly testImages: IdxOriginal;
  readonly testLabels: IdxOriginal;
}

/** More than any of the originals. */
const BYTES_MAX = 64 * 1024 * 1024;

/**
 * The first examples of each split, as many as asked for, from a folder with the four files, gzipped (`<name>.gz`) or
 * not.
 * @throws DataError naming the file and what was expected, if a file is missing, truncated or altered.
 */
export async function loadIdxOriginals(
  spec: OutlinedDatasetSpec,
  originals: IdxOriginals,
  folder: string,
): Promise<Dataset> {
  const { name, classes, exampleShape, trainCount, testCount } = datasetOutline(spec);
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all(
    [originals.trainImages, originals.trainLabels, originals.testImages, originals.testLabels].map((original) =>
      readOriginal(spec.kind, name, folder, original),
    ),
  );
  return {
    name,
    classes,
    exampleShape,
    train: firstExamples(trainImages, trainLabels, trainCount),
    test: firstExamples(testImages, testLabels, testCount),
  };
}

/** The file as the folder has it: gzipped if there is no other. */
export function originalFile(folder: string, { name }: IdxOriginal): string {
  const file = join(folder, name);
  return !existsSync(file) && existsSync(`${file}.gz`) ? `${file}.gz` : file;
}

/** True if the folder has all four files, whatever they contain. */
export function hasOriginals(folder: string, originals: IdxOriginals): boolean {
  return Object.values(originals).every((original: IdxOriginal) => existsSync(originalFile(folder, original)));
}

/**
 * The values of an original from its bytes.
 * @throws DataError if the bytes are not the original's.
 */
export function checkedOriginal(bytes: Uint8Array, file: string, { shape, sha256 }: IdxOriginal): Uint8Array {
  const { values } = readIdx(bytes, file, shape);
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== sha256) throw new DataError(`${file}: expected SHA-256 ${sha256}, received ${digest}.`);
  return values;
}

async function readOriginal(
  dataset: OutlinedDatasetSpec['kind'],
  name: string,
  folder: string,
  original: IdxOriginal,
): Promise<Uint8Array> {
  const file = originalFile(folder, original);
  const bytes = await readWholeFile(file, BYTES_MAX).catch((error: Error) => {
    throw new DataError(`${name}: ${error.message}`, { dataset, file });
  });
  try {
    return checkedOriginal(await gunzipped(bytes, file, BYTES_MAX), file, original);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(`${name}: ${error.message} The file is not the original.`, { dataset, file });
  }
}

function firstExamples(images: Uint8Array, labels: Uint8Array, count: number): Split {
  const pixels = images.length / labels.length;
  return { count, values: images.subarray(0, count * pixels), labels: Int32Array.from(labels.subarray(0, count)) };
}
