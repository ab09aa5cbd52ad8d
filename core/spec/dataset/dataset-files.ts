import { z } from 'zod';
import { filePath } from '../file-path.ts';
import { augmentation } from './dataset-images.ts';

/** Data sets in the user's own files. Paths are absolute, or relative to the folder of the spec's file. */

/** The format that marks fields that name a file, so that a file dialog can fill them in. */
export const FILE_PATH = 'file-path';

const path = (title: string, description: string) => filePath.meta({ title, description, format: FILE_PATH });

/** A column by its name or its index. A matching name wins over an index, so that columns may be named after years. */
const column = z.union([z.string().min(1).max(1_000), z.int().min(-1).max(1_000_000)]);

const testShare = z
  .number()
  .gt(0)
  .lt(1)
  .default(0.2)
  .meta({ title: 'Test share', description: 'Share of the examples held out for testing if no test set is named.' });

const splitSeed = z
  .int()
  .min(0)
  .max(0xffffffff)
  .default(0)
  .meta({ title: 'Split seed', description: 'Chooses the held-out examples; independent of the runs’ seeds.' });

export const csv = z
  .strictObject({
    kind: z.literal('csv'),
    file: path(
      'File',
      'A table of numbers with a column of classes, one example per line, in UTF-8, or in UTF-16 with a byte-order mark.',
    ),
    delimiter: z.enum(['auto', 'comma', 'semicolon', 'tab', 'whitespace']).default('auto').meta({
      title: 'Delimiter',
      description:
        'What is between the columns; whitespace is any number of blanks and tabs. Auto detects it, and obeys a first line such as sep=; that Excel reads.',
    }),
    decimal: z
      .enum(['point', 'comma'])
      .optional()
      .meta({ title: 'Decimal mark', description: 'How numbers are written: 1.5 or 1,5. Default: point.' }),
    header: z
      .boolean()
      .default(true)
      .meta({ title: 'Header', description: 'The first line names the columns. One of numbers alone is refused.' }),
    labelColumn: column.default(-1).meta({
      title: 'Label column',
      description: 'The column of classes: its name, or its index from 0; −1 is the last.',
    }),
    featureColumns: z
      .array(column)
      .min(1)
      .max(100_000)
      .optional()
      .meta({ title: 'Feature columns', description: 'Names or indices. Default: all but the label column.' }),
    testFile: path('Test file', 'A table of test examples with the same columns.').optional(),
    testShare,
    seed: splitSeed,
  })
  .meta({ title: 'CSV or TSV file' });

const arrayName = (title: string, description: string) => z.string().min(1).max(200).meta({ title, description });

export const npz = z
  .strictObject({
    kind: z.literal('npz'),
    file: path('File', 'A NumPy archive, as numpy.savez and numpy.savez_compressed write it.'),
    x: arrayName('Examples', 'Array [n, features], [n, height, width] or [n, height, width, channels].').default('x'),
    y: arrayName('Classes', 'Array [n] of whole numbers from 0.').default('y'),
    xTest: arrayName('Test examples', 'Array of the test examples.').optional(),
    yTest: arrayName('Test classes', 'Array of the test examples’ classes.').optional(),
    testShare,
    seed: splitSeed,
    augmentation: augmentation.optional(),
  })
  .meta({ title: 'NPZ file' });

export const idx = z
  .strictObject({
    kind: z.literal('idx'),
    trainImages: path(
      'Training images',
      'IDX file of unsigned bytes, [n, height, width] or [n, features]; may be gzipped.',
    ),
    trainLabels: path('Training labels', 'IDX file of unsigned bytes, [n]; may be gzipped.'),
    testImages: path('Test images', 'In the format of the training images.'),
    testLabels: path('Test labels', 'In the format of the training labels.'),
    augmentation: augmentation.optional(),
  })
  .meta({ title: 'IDX files' });

/** By kind: the fields that name files. */
export const DATA_FILE_FIELDS = {
  csv: ['file', 'testFile'],
  npz: ['file'],
  idx: ['trainImages', 'trainLabels', 'testImages', 'testLabels'],
} as const;
