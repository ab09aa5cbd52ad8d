import { DataError } from '../errors.ts';
import type { DATA_FILE_FIELDS } from '../spec/dataset/dataset-files.ts';
import type { IdxSpec } from '../spec/dataset/dataset.ts';
import { classLabels, countClasses, shapeOfExamples } from './class-labels.ts';
import type { Dataset, Split } from './dataset.ts';
import { datasetName } from './dataset-outline.ts';
import { readIdx, type IdxArray } from './idx.ts';
import { DATASET_VALUES_MAX } from './limits.ts';

export interface IdxFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type IdxFiles = Readonly<Record<(typeof DATA_FILE_FIELDS)['idx'][number], IdxFile>>;

/**
 * A data set from four IDX files, laid out like MNIST's.
 * @throws DataError naming the file, what was expected and what it holds.
 */
export function idxDataset(spec: IdxSpec, files: IdxFiles): Dataset {
  const trainImages = readImages(files.trainImages);
  const exampleShape = shapeOfExamples(trainImages.shape, files.trainImages.name);
  // The training images determine the form of the test images.
  const testImages = readIdx(files.testImages.bytes, files.testImages.name, [-1, ...trainImages.shape.slice(1)]);
  shapeOfExamples(testImages.shape, files.testImages.name);
  const train = splitOf(trainImages, files.trainLabels);
  const test = splitOf(testImages, files.testLabels);
  const classes = countClasses([train.labels, test.labels], files.trainLabels.name);
  return { name: datasetName(spec), classes, exampleShape, train, test };
}

function readImages({ name, bytes }: IdxFile): IdxArray {
  const dimensions = bytes.length < 4 ? 3 : bytes[3];
  const read = readIdx(
    bytes,
    name,
    Array.from({ length: Math.min(4, Math.max(2, dimensions)) }, () => -1),
  );
  if (read.values.length <= DATASET_VALUES_MAX) return read;
  throw new DataError(
    `${name}: expected at most ${DATASET_VALUES_MAX} bytes of images, received ${read.values.length}.`,
  );
}

function splitOf(images: IdxArray, labels: IdxFile): Split {
  const count = images.shape[0];
  const { values } = readIdx(labels.bytes, labels.name, [count]);
  return { count, values: images.values, labels: classLabels(values, labels.name) };
}
