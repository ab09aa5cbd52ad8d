import { z } from 'zod';

/**
 * What normalizes a hidden layer. The field names of batch normalization and their defaults are PyTorch's.
 *
 * THE trap of the field, named here and nowhere else differently: `momentum` of batch normalization multiplies the NEW
 * batch's statistic, as in PyTorch (default 0.1). Keras and TF.js multiply the old value (default 0.99).
 */

const epsilon = z
  .number()
  .gt(0)
  .max(1)
  .default(1e-5)
  .meta({ title: 'Epsilon', description: 'Added to the variance under the square root.' });

const momentum = z.number().gt(0).max(1).default(0.1).meta({
  title: 'Momentum',
  description: 'Weight of the new batch in the running statistics (PyTorch’s meaning; Keras would say 1 − this).',
});

const affine = z
  .boolean()
  .default(true)
  .meta({ title: 'Learn gamma and beta', description: 'Without them the output is xHat itself.' });

const placement = z
  .enum(['beforeActivation', 'afterActivation'])
  .default('beforeActivation')
  .meta({ title: 'Placement', description: 'Ioffe & Szegedy normalize before the activation.' });

const keepBias = z.boolean().default(false).meta({
  title: 'Keep the redundant bias',
  description: 'A bias right before batch normalization is cancelled by it; it is dropped unless kept on purpose.',
});

const batch = z
  .strictObject({
    kind: z.literal('batch'),
    epsilon,
    momentum,
    affine,
    placement,
    keepBias,
    statistics: z.enum(['batch', 'frozen']).optional().meta({
      title: 'Statistics in training',
      description:
        'batch (if left out): of each batch. frozen: the running statistics, which stay as they start: mean 0 and variance 1.',
    }),
  })
  .meta({ title: 'Batch normalization' });

const batchRenorm = z
  .strictObject({
    kind: z.literal('batchRenorm'),
    epsilon,
    momentum,
    affine,
    placement,
    keepBias,
    rMax: z.number().min(1).max(1e6).default(3).meta({
      title: 'r max',
      description: 'The batch’s σ ÷ the running σ is corrected as far as this ratio; 1 corrects nothing.',
    }),
    dMax: z.number().min(0).max(1e6).default(5).meta({
      title: 'd max',
      description: 'The batch’s mean − the running mean is corrected as far as so many σ; 0 corrects nothing.',
    }),
  })
  .meta({ title: 'Batch renormalization', description: 'Ioffe 2017.' });

const layer = z
  .strictObject({ kind: z.literal('layer'), epsilon, affine, placement })
  .meta({ title: 'Layer normalization', description: 'Over all of an example; gamma and beta per channel.' });

const group = z
  .strictObject({
    kind: z.literal('group'),
    groups: z
      .int()
      .min(1)
      .max(16_384)
      .default(4)
      .meta({ title: 'Groups', description: 'Of channels of one example; must divide each layer’s channels.' }),
    epsilon,
    affine,
    placement,
  })
  .meta({ title: 'Group normalization' });

const instance = z
  .strictObject({ kind: z.literal('instance'), epsilon, affine, placement, keepBias })
  .meta({ title: 'Instance normalization', description: 'Over each channel of one image.' });

const weight = z.strictObject({ kind: z.literal('weight') }).meta({
  title: 'Weight normalization',
  description: 'weight = magnitude · direction ÷ ‖direction‖ per output; at the start it equals the plain weight.',
});

const none = z.strictObject({ kind: z.literal('none') }).meta({ title: 'None' });

export const normalizationSpec = z
  .discriminatedUnion('kind', [none, batch, layer, group, instance, batchRenorm, weight])
  .meta({ title: 'Normalization', description: 'What normalizes each hidden layer.' });

export type NormalizationSpec = z.infer<typeof normalizationSpec>;
export type NormalizationKind = NormalizationSpec['kind'];
export type BatchNormalizationSpec = z.infer<typeof batch>;
