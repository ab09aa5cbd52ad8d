import { z } from 'zod';
import { learningRateScheduleSpec } from './learning-rate-schedule.ts';
import { spanSpec } from './span.ts';

/**
 * How parameters follow their gradients. Names, formulas and defaults are PyTorch's. Gradient descent is SGD whose
 * batch is the whole training set. Optional fields change nothing if they are absent.
 */

const learningRate = (fallback: number) => z.number().gt(0).max(1e6).default(fallback).meta({ title: 'Learning rate' });

const momentum = z
  .number()
  .min(0)
  .lt(1)
  .default(0)
  .meta({ title: 'Momentum', description: 'velocity = momentum · velocity + gradient (PyTorch’s form).' });

const weightDecay = (description: string) =>
  z.number().min(0).max(1e3).optional().meta({ title: 'Weight decay', description });

/** PyTorch's default for AdamW; with other optimizers, weight decay is off by default. */
export const ADAMW_WEIGHT_DECAY = 0.01;

const L2 = 'An L2 penalty: gradient += weight decay · value. Default: none.';

const epsilon = z
  .number()
  .gt(0)
  .max(1)
  .default(1e-8)
  .meta({ title: 'Epsilon', description: 'Added to the root in the denominator.' });

/** What every optimizer also accepts. */
const common = {
  decayed: z.enum(['all', 'weightsAndBiases', 'weights']).optional().meta({
    title: 'Decayed parameters',
    description: 'Default: all, as in PyTorch. weightsAndBiases exempts gamma and beta; weights also exempts biases.',
  }),
  gradientClipNorm: z.number().gt(0).max(1e6).optional().meta({
    title: 'Gradient clipping',
    description:
      'Gradients are scaled down to this norm, taken over all parameters, if theirs is larger. Default: no clipping.',
  }),
  schedule: learningRateScheduleSpec.optional(),
  warmup: spanSpec.optional().meta({
    title: 'Warm-up',
    description: 'The learning rate rises linearly to its value over this span; the schedule starts after it.',
  }),
};

const beta = (fallback: number, title: string) =>
  z.number().min(0).lt(1).default(fallback).meta({ title, description: 'Weight of the old average.' });

const adamFields = (decay: z.ZodOptional<z.ZodNumber>) => ({
  learningRate: learningRate(1e-3),
  beta1: beta(0.9, 'Beta 1'),
  beta2: beta(0.999, 'Beta 2'),
  epsilon,
  weightDecay: decay,
  ...common,
});

export const optimizerSpec = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('sgd'),
        learningRate: learningRate(0.1),
        momentum,
        nesterov: z
          .boolean()
          .default(false)
          .meta({ title: 'Nesterov', description: 'Looks ahead along the velocity; needs a momentum above 0.' }),
        weightDecay: weightDecay(L2),
        ...common,
      })
      .meta({ title: 'SGD' }),
    z
      .strictObject({
        kind: z.literal('rmsprop'),
        learningRate: learningRate(1e-2),
        alpha: beta(0.99, 'Alpha'),
        epsilon,
        momentum,
        weightDecay: weightDecay(L2),
        ...common,
      })
      .meta({ title: 'RMSProp' }),
    z.strictObject({ kind: z.literal('adam'), ...adamFields(weightDecay(L2)) }).meta({ title: 'Adam' }),
    z
      .strictObject({
        kind: z.literal('adamw'),
        ...adamFields(
          weightDecay(
            `Decoupled: value −= learning rate · weight decay · value. Default: ${ADAMW_WEIGHT_DECAY}, as in PyTorch.`,
          ),
        ),
      })
      .meta({ title: 'AdamW' }),
  ])
  .meta({ title: 'Optimizer' });

export type OptimizerSpec = z.infer<typeof optimizerSpec>;
export type OptimizerKind = OptimizerSpec['kind'];
export type OptimizerSpecOf<Kind extends OptimizerKind> = Extract<OptimizerSpec, { kind: Kind }>;
