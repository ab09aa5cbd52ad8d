import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { csvDataset } from '#core/data/csv/csv-dataset.ts';
import type { CsvFile } from '#core/data/csv/csv-examples.ts';
import type { DataFile, Dataset } from '#core/data/dataset.ts';
import { idxDataset, type IdxFile } from '#core/data/idx-dataset.ts';
import { DATASET_VALUES_MAX } from '#core/data/limits.ts';
import { npzDataset } from '#core/data/npz-dataset.ts';
import { DataError } from '#core/errors.ts';
import { decodeText } from '#core/spec/parse/decode-text.ts';
import type { FileDatasetSpec } from '#core/spec/dataset/dataset.ts';
import { gunzipped, readWholeFile } from './read-file.ts';

/** A JavaScript string holds at most 512 MiB, and a text of this size has 50 million numbers or more. */
const TEXT_BYTES_MAX = 480 * 1024 * 1024;

const ARCHIVE_BYTES_MAX = 2 * 1024 * 1024 * 1024 - 1;

/**
 * Loads a data set from the user's own files.
 * @throws DataError naming the file and what is wrong with it.
 */
export async function loadFileDataset(spec: FileDatasetSpec): Promise<Dataset> {
  const files: DataFile[] = [];
  const dataset = await load(spec, async (path, bytesMax) => {
    const file = absolute(path);
    const bytes = await readWholeFile(file, bytesMax);
    files.push({ file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    return bytes;
  });
  // Files are read at once, and come in any order.
  return { ...dataset, files: files.sort((a, b) => (a.file < b.file ? -1 : 1)) };
}

type ReadFile = (path: string, bytesMax: number) => Promise<Buffer>;

async function load(spec: FileDatasetSpec, read: ReadFile): Promise<Dataset> {
  switch (spec.kind) {
    case 'csv': {
      const [file, testFile] = await Promise.all([
        readTable(spec.file, read),
        spec.testFile === undefined ? null : readTable(spec.testFile, read),
      ]);
      return csvDataset(spec, file, testFile);
    }
    case 'npz':
      return npzDataset(spec, await read(spec.file, ARCHIVE_BYTES_MAX), spec.file);
    case 'idx': {
      const [trainImages, trainLabels, testImages, testLabels] = await Promise.all(
        [spec.trainImages, spec.trainLabels, spec.testImages, spec.testLabels].map((path) => readIdxFile(path, read)),
      );
      return idxDataset(spec, { trainImages, trainLabels, testImages, testLabels });
    }
    default:
      return spec satisfies never;
  }
}

/**
 * Reads a table's text.
 * @throws DataError naming the file and what is wrong with it.
 */
export function readCsvFile(path: string): Promise<CsvFile> {
  return readTable(path, (file, bytesMax) => readWholeFile(absolute(file), bytesMax));
}

async function readTable(path: string, read: ReadFile): Promise<CsvFile> {
  const bytes = await read(path, TEXT_BYTES_MAX);
  return { name: path, text: decodeText(bytes, path) };
}

async function readIdxFile(path: string, read: ReadFile): Promise<IdxFile> {
  const bytes = await read(path, ARCHIVE_BYTES_MAX);
  return { name: path, bytes: await gunzipped(bytes, path, DATASET_VALUES_MAX + 1_024) };
}

/** The folder that a relative path refers to is known only where the spec was read. */
function absolute(path: string): string {
  if (isAbsolute(path)) return path;
  throw new DataError(
    `${path}: expected an absolute path, received a relative one. Only the command line, which reads the spec from a ` +
      'file, takes paths relative to that file’s folder.',
    { file: path },
  );
}
