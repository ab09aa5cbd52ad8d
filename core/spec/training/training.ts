import { z } from 'zod';
import { spanSpec } from './span.ts';

export { optimizerSpec, type OptimizerSpec, type OptimizerSpecOf } from './optimizer.ts';
export { spanSpec, type SpanSpec } from './span.ts';

export const lossSpec = z.enum(['softmaxCrossEntropy', 'meanSquaredError']).meta({
  title: 'Loss',
  description: 'meanSquaredError compares the outputs with the one-hot class and averages over examples and classes.',
});

export const labelSmoothingSpec = z.number().min(0).lt(1).optional().meta({
  title: 'Label smoothing',
  description:
    'This share of each target is spread evenly over all classes, in training and evaluation. Default: none.',
});

export const evaluationSpec = z
  .strictObject({
    interval: spanSpec.default({ unit: 'epochs', count: 1 }).meta({
      title: 'Interval',
      description:
        'How often the test set is evaluated; in addition to the start, the end of each epoch and the end of the run.',
    }),
    batchSize: z
      .int()
      .min(1)
      .max(65_536)
      .default(500)
      .meta({ title: 'Evaluation batch size', description: 'Does not affect the results.' }),
    populationBatches: z.int().min(1).max(10_000).optional().meta({
      title: 'Population batches',
      description:
        'Before each evaluation, recomputes the statistics of batch normalization over this many training batches (PreciseBN), leaving the running statistics unchanged. Default: not recomputed.',
    }),
    topK: z.int().min(2).max(1_000).optional().meta({
      title: 'Top k',
      description:
        'Also counts an answer as correct if its class is among this many largest outputs. Default: not computed.',
    }),
  })
  .meta({ title: 'Evaluation' });
