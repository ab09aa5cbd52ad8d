import { z } from 'zod';
import { csv, idx, npz } from './dataset-files.ts';
import { cifar10, fashionMnist, mnist, type AugmentationSpec } from './dataset-images.ts';

/**
 * Which examples a run learns from. Generated sets are drawn from `seed`, which is not the run's seed: all runs of an
 * experiment see the same data set unless an arm patches it.
 */

const exampleCount = (fallback: number, split: string) =>
  z
    .int()
    .min(2)
    .max(1_000_000)
    .default(fallback)
    .meta({ title: `${split} examples`, description: `The number of examples in the ${split.toLowerCase()} set.` });

const dataSeed = z
  .int()
  .min(0)
  .max(0xffffffff)
  .default(0)
  .meta({ title: 'Data seed', description: 'Draws the generated examples; independent of the runs’ seeds.' });

const noise = (fallback: number) =>
  z
    .number()
    .min(0)
    .max(10)
    .default(fallback)
    .meta({ title: 'Noise', description: 'Standard deviation of the Gaussian noise added to each coordinate.' });

const spirals = z
  .strictObject({
    kind: z.literal('spirals'),
    trainExamples: exampleCount(1_000, 'Training'),
    testExamples: exampleCount(500, 'Test'),
    turns: z
      .number()
      .min(0.25)
      .max(10)
      .default(1.5)
      .meta({ title: 'Turns', description: 'The number of turns of each arm of the spiral.' }),
    noise: noise(0.03),
    seed: dataSeed,
  })
  .meta({ title: 'Two spirals' });

const moons = z
  .strictObject({
    kind: z.literal('moons'),
    trainExamples: exampleCount(1_000, 'Training'),
    testExamples: exampleCount(500, 'Test'),
    noise: noise(0.15),
    seed: dataSeed,
  })
  .meta({ title: 'Two moons' });

const circles = z
  .strictObject({
    kind: z.literal('circles'),
    trainExamples: exampleCount(1_000, 'Training'),
    testExamples: exampleCount(500, 'Test'),
    factor: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.5)
      .meta({ title: 'Factor', description: 'Radius of the inner circle; the outer one has radius 1.' }),
    noise: noise(0.08),
    seed: dataSeed,
  })
  .meta({ title: 'Two circles' });

const blobs = z
  .strictObject({
    kind: z.literal('blobs'),
    trainExamples: exampleCount(2_000, 'Training'),
    testExamples: exampleCount(1_000, 'Test'),
    classes: z
      .int()
      .min(2)
      .max(100)
      .default(4)
      .meta({ title: 'Classes', description: 'The number of Gaussian blobs.' }),
    features: z.int().min(1).max(1_000).default(8).meta({ title: 'Features', description: 'Dimensions of the space.' }),
    spread: z
      .number()
      .gt(0)
      .max(10)
      .default(0.6)
      .meta({ title: 'Spread', description: 'Standard deviation within a blob; centres are drawn from N(0, 1).' }),
    scaleRatio: z.number().min(1).max(1e8).default(1_000).meta({
      title: 'Scale ratio',
      description: 'Largest feature scale ÷ smallest. Scales are evenly spaced on a logarithmic axis around 1.',
    }),
    offset: z
      .number()
      .min(-1e4)
      .max(1e4)
      .default(3)
      .meta({ title: 'Offset', description: 'Added to each feature before scaling, so that means are far from zero.' }),
    seed: dataSeed,
  })
  .meta({ title: 'Badly scaled blobs' });

export const datasetSpec = z
  .discriminatedUnion('kind', [mnist, fashionMnist, cifar10, spirals, moons, circles, blobs, csv, npz, idx])
  .meta({ title: 'Data set', description: 'Which examples the networks learn from.' });

export type DatasetSpec = z.infer<typeof datasetSpec>;
export type DatasetKind = DatasetSpec['kind'];

export type CsvSpec = Extract<DatasetSpec, { kind: 'csv' }>;
export type NpzSpec = Extract<DatasetSpec, { kind: 'npz' }>;
export type IdxSpec = Extract<DatasetSpec, { kind: 'idx' }>;

/** Sets in the user's own files: their shape is unknown until they are read. */
export type FileDatasetSpec = CsvSpec | NpzSpec | IdxSpec;
export type OutlinedDatasetSpec = Exclude<DatasetSpec, FileDatasetSpec>;

export function isFileDataset(spec: DatasetSpec): spec is FileDatasetSpec {
  return spec.kind === 'csv' || spec.kind === 'npz' || spec.kind === 'idx';
}

/** The number of training examples; null if only the file knows. */
export function trainExamplesOf(spec: DatasetSpec): number | null {
  return isFileDataset(spec) ? null : spec.trainExamples;
}

/** How training images are shifted and mirrored; null if they are not. */
export function augmentationOf(spec: DatasetSpec): AugmentationSpec | null {
  const augmentation = 'augmentation' in spec ? spec.augmentation : undefined;
  return augmentation === undefined || (!augmentation.flip && augmentation.shift === 0) ? null : augmentation;
}
