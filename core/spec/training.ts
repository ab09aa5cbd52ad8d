import { z } from 'zod';

export const optimizerSpec = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('sgd'),
        learningRate: z.number().gt(0).max(1e6).default(0.1).meta({ title: 'Learning rate' }),
        momentum: z
          .number()
          .min(0)
          .lt(1)
          .default(0)
          .meta({ title: 'Momentum', description: 'velocity = momentum · velocity + gradient (PyTorch’s form).' }),
        nesterov: z
          .boolean()
          .default(false)
          .meta({ title: 'Nesterov', description: 'Look ahead along the velocity; needs a momentum above 0.' }),
      })
      .meta({ title: 'SGD' }),
  ])
  .meta({ title: 'Optimizer' });

export type OptimizerSpec = z.infer<typeof optimizerSpec>;

/** A length of training. One step is one mini-batch; one epoch is ⌊training examples ÷ batchSize⌋ steps. */
export const spanSpec = z.strictObject({
  unit: z.enum(['steps', 'epochs']).default('steps').meta({ title: 'Unit' }),
  count: z.int().min(1).max(100_000_000).meta({ title: 'Count' }),
});

export type SpanSpec = z.infer<typeof spanSpec>;

export const lossSpec = z.enum(['softmaxCrossEntropy', 'meanSquaredError']).meta({
  title: 'Loss',
  description: 'meanSquaredError compares the outputs with the one-hot class and averages over examples and classes.',
});

export type LossSpec = z.infer<typeof lossSpec>;

export const evaluationSpec = z
  .strictObject({
    interval: spanSpec.default({ unit: 'epochs', count: 1 }).meta({
      title: 'Interval',
      description:
        'How often the test set is evaluated; always also before the first step, at each epoch’s end and at the end.',
    }),
    batchSize: z
      .int()
      .min(1)
      .max(65_536)
      .default(500)
      .meta({ title: 'Evaluation batch size', description: 'Has no influence on the results.' }),
  })
  .meta({ title: 'Evaluation' });

export type EvaluationSpec = z.infer<typeof evaluationSpec>;
