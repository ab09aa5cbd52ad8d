import { z } from 'zod';
import { checkpointSpec } from './training/checkpoint.ts';
import { datasetSpec } from './dataset/dataset.ts';
import { earlyStopSpec } from './training/early-stop.ts';
import { networkSpec } from './network/network.ts';
import { sweepSpec } from './sweep/sweep.ts';
import { evaluationSpec, labelSmoothingSpec, lossSpec, optimizerSpec, spanSpec } from './training/training.ts';

/**
 * The experiment's schema: the one source of its types, defaults, form fields, command-line help and JSON Schema.
 * An experiment is a base spec with arms (named patches to the base), seeds and a baseline arm; a run is one arm × one
 * seed.
 */

export const inputNormalizationSpec = z.enum(['none', 'center', 'standardize']).meta({
  title: 'Input normalization',
  description:
    'From the training set’s statistics, per feature (per channel for images): center subtracts the mean, standardize also divides by σ.',
});

export type InputNormalizationSpec = z.infer<typeof inputNormalizationSpec>;

/** What one run needs to know besides its seed: the base with an arm's patch applied. */
export const runSpec = z
  .strictObject({
    dataset: datasetSpec,
    inputNormalization: inputNormalizationSpec.default('none'),
    network: networkSpec,
    loss: lossSpec.default('softmaxCrossEntropy'),
    labelSmoothing: labelSmoothingSpec,
    optimizer: optimizerSpec,
    batchSize: z.int().min(1).max(65_536).default(60).meta({
      title: 'Batch size',
      description:
        'Examples per step; use all of them for gradient descent. An epoch’s incomplete last batch is dropped.',
    }),
    duration: spanSpec.meta({ title: 'Duration', description: 'How long each run trains.' }),
    evaluation: evaluationSpec.default({ interval: { unit: 'epochs', count: 1 }, batchSize: 500 }),
    earlyStop: earlyStopSpec.optional(),
    checkpoint: checkpointSpec.optional(),
  })
  .meta({ title: 'Base spec' });

export type RunSpec = z.infer<typeof runSpec>;

export const armSpec = z
  .strictObject({
    name: z.string().trim().min(1).max(60).meta({ title: 'Name' }),
    patch: z.record(z.string(), z.json()).default({}).meta({
      title: 'Patch',
      description: 'Values that replace the base’s, by dotted path: `network.normalization`.',
    }),
  })
  .meta({ title: 'Arm' });

export type ArmSpec = z.infer<typeof armSpec>;

export const seedSpec = z.int().min(0).max(0xffffffff);

export const TITLE_LENGTH_MAX = 120;
export const ARMS_MAX = 32;
export const SEEDS_MAX = 256;

export const experimentSpec = z
  .strictObject({
    version: z.literal(1).default(1).meta({ title: 'Format version' }),
    title: z.string().trim().min(1).max(TITLE_LENGTH_MAX).meta({ title: 'Title' }),
    description: z.string().trim().max(4_000).default('').meta({ title: 'Description' }),
    base: runSpec,
    arms: z.array(armSpec).min(1).max(ARMS_MAX).meta({ title: 'Arms' }),
    baseline: z
      .string()
      .optional()
      .meta({ title: 'Baseline', description: 'The arm that the others are compared with. Default: the first.' }),
    seeds: z
      .array(seedSpec)
      .min(1)
      .max(SEEDS_MAX)
      .default([1, 2, 3])
      .meta({ title: 'Seeds', description: 'Each arm runs once with each seed; the same seed pairs the arms.' }),
    sweep: sweepSpec.optional(),
  })
  .meta({ title: 'Experiment' });

/** An experiment with every default filled in. */
export type ExperimentSpec = z.infer<typeof experimentSpec>;
