import { DataError } from '../errors.ts';
import { quote } from '../describe-value.ts';
import type { NpzSpec } from '../spec/dataset/dataset.ts';
import { classLabels, countClasses, shapeOfExamples } from './class-labels.ts';
import type { Dataset, Split } from './dataset.ts';
import { datasetName } from './dataset-outline.ts';
import { floatValues } from './float-values.ts';
import { holdOut } from './hold-out.ts';
import { DATASET_VALUES_MAX } from './limits.ts';
import { readNpy, type NpyArray } from './npy/read-npy.ts';
import { ZipArchive } from './zip.ts';

/** The widest element type, plus the longest header. */
const ARRAY_BYTES_MAX = 8 * DATASET_VALUES_MAX + 16_384;

/**
 * A data set from a NumPy archive. Arrays of unsigned bytes stay bytes, which stand for value / 255; others are
 * numbers as they are.
 * @throws DataError naming the array, what was expected and what it holds.
 */
export function npzDataset(spec: NpzSpec, bytes: Uint8Array, fileName: string): Dataset {
  const archive = new ZipArchive(bytes, fileName);
  const train = readSplit(archive, spec.x, spec.y, fileName);
  const exampleShape = shapeOfExamples(train.shape, `${fileName}, array ${quote(spec.x)}`);
  const name = datasetName(spec);
  if (spec.xTest === undefined || spec.yTest === undefined) {
    const classes = countClasses([train.split.labels], `${fileName}, array ${quote(spec.y)}`);
    return { name, classes, exampleShape, ...holdOut(train.split, spec.testShare, spec.seed, fileName) };
  }
  const test = readSplit(archive, spec.xTest, spec.yTest, fileName);
  if (test.shape.length !== train.shape.length || test.shape.some((extent, i) => i > 0 && extent !== train.shape[i])) {
    const expected = `examples of the shape [n, ${train.shape.slice(1).join(', ')}], as in ${quote(spec.x)}`;
    throw new DataError(
      `${fileName}, array ${quote(spec.xTest)}: expected ${expected}, received [${test.shape.join(', ')}].`,
    );
  }
  if (test.split.values instanceof Uint8Array !== train.split.values instanceof Uint8Array) {
    const typeOf = ({ values }: Split) => (values instanceof Uint8Array ? 'unsigned bytes' : 'other numbers');
    const expected = `${typeOf(train.split)}, as in ${quote(spec.x)}`;
    throw new DataError(
      `${fileName}, array ${quote(spec.xTest)}: expected ${expected}, received ${typeOf(test.split)}. ` +
        'Bytes stand for value / 255, so give both arrays one type.',
    );
  }
  const classes = countClasses([train.split.labels, test.split.labels], `${fileName}, array ${quote(spec.y)}`);
  return { name, classes, exampleShape, train: train.split, test: test.split };
}

function readSplit(
  archive: ZipArchive,
  x: string,
  y: string,
  fileName: string,
): { shape: readonly number[]; split: Split } {
  const examples = readArray(archive, x, fileName);
  const labels = readArray(archive, y, fileName);
  const count = examples.shape[0] ?? 0;
  const isColumn = labels.shape.length === 1 || (labels.shape.length === 2 && labels.shape[1] === 1);
  if (!isColumn || labels.shape[0] !== count) {
    const expected = `the shape [${count}], one class for each example of ${quote(x)}`;
    throw new DataError(`${fileName}, array ${quote(y)}: expected ${expected}, received [${labels.shape.join(', ')}].`);
  }
  const values = exampleValues(examples.values, `${fileName}, array ${quote(x)}`);
  return {
    shape: examples.shape,
    split: { count, values, labels: classLabels(labels.values, `${fileName}, array ${quote(y)}`) },
  };
}

function readArray(archive: ZipArchive, array: string, fileName: string): NpyArray {
  const entry = `${array}.npy`;
  if (!archive.names.includes(entry)) {
    const known = archive.names.filter((name) => name.endsWith('.npy')).map((name) => quote(name.slice(0, -4)));
    const received = known.length === 0 ? 'an archive with no arrays' : `an archive with ${known.join(', ')}`;
    throw new DataError(`${fileName}: expected an array named ${quote(array)}, received ${received}.`);
  }
  return readNpy(archive.read(entry, ARRAY_BYTES_MAX), `${fileName}, array ${quote(array)}`);
}

function exampleValues(values: NpyArray['values'], name: string): Split['values'] {
  if (values.length > DATASET_VALUES_MAX) {
    throw new DataError(`${name}: expected at most ${DATASET_VALUES_MAX} numbers, received ${values.length}.`);
  }
  if (values instanceof Uint8Array) return values;
  const bad = values.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (bad === -1) return floatValues(values);
  throw new DataError(`${name}: expected numbers within float32, received ${values[bad]} (element ${bad}).`);
}
