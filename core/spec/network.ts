import { z } from 'zod';

/**
 * The network between the inputs and the logits. Hidden layers are listed; the output layer (as many units as the data
 * set has classes, identity activation, never normalized, with bias) is implied. What `network` says of activation,
 * initializer and normalization holds for every hidden layer that does not say otherwise.
 *
 * THE trap of the field, named here and nowhere else differently: `momentum` of batch normalization multiplies the NEW
 * batch's statistic, as in PyTorch (default 0.1). Keras and TF.js multiply the old value (default 0.99).
 */

export const activationSpec = z.enum(['sigmoid', 'tanh', 'relu', 'leakyRelu', 'elu', 'gelu', 'identity']).meta({
  title: 'Activation',
  description: 'leakyRelu has slope 0.01, elu alpha 1, gelu is the exact one (erf): PyTorch’s defaults.',
});

export type ActivationSpec = z.infer<typeof activationSpec>;

const distribution = z
  .enum(['normal', 'uniform'])
  .default('normal')
  .meta({ title: 'Distribution', description: 'Both have the same variance.' });

export const initializerSpec = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('normal'),
        stddev: z
          .number()
          .min(0)
          .max(100)
          .default(0.1)
          .meta({ title: 'Standard deviation', description: 'σ of N(0, σ).' }),
      })
      .meta({ title: 'Normal' }),
    z
      .strictObject({
        kind: z.literal('uniform'),
        limit: z
          .number()
          .min(0)
          .max(100)
          .default(0.1)
          .meta({ title: 'Limit', description: 'Uniform on [−limit, limit].' }),
      })
      .meta({ title: 'Uniform' }),
    z.strictObject({ kind: z.literal('xavier'), distribution }).meta({ title: 'Xavier (Glorot)' }),
    z.strictObject({ kind: z.literal('he'), distribution }).meta({ title: 'He (Kaiming)' }),
    z.strictObject({ kind: z.literal('lecun'), distribution }).meta({ title: 'LeCun' }),
  ])
  .meta({ title: 'Initializer', description: 'How weights are drawn. Biases start at 0, gamma at 1, beta at 0.' });

export type InitializerSpec = z.infer<typeof initializerSpec>;

const batchNormalization = z
  .strictObject({
    kind: z.literal('batch'),
    epsilon: z
      .number()
      .gt(0)
      .max(1)
      .default(1e-5)
      .meta({ title: 'Epsilon', description: 'Added to the variance under the square root.' }),
    momentum: z.number().gt(0).max(1).default(0.1).meta({
      title: 'Momentum',
      description: 'Weight of the new batch in the running statistics (PyTorch’s meaning; Keras would say 1 − this).',
    }),
    affine: z
      .boolean()
      .default(true)
      .meta({ title: 'Learn gamma and beta', description: 'Without them the output is xHat itself.' }),
    placement: z
      .enum(['beforeActivation', 'afterActivation'])
      .default('beforeActivation')
      .meta({ title: 'Placement', description: 'Ioffe & Szegedy normalize before the activation.' }),
    keepBias: z.boolean().default(false).meta({
      title: 'Keep the redundant bias',
      description: 'A bias right before batch normalization is cancelled by it; it is dropped unless kept on purpose.',
    }),
  })
  .meta({ title: 'Batch normalization' });

export const normalizationSpec = z
  .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('none') }).meta({ title: 'None' }), batchNormalization])
  .meta({ title: 'Normalization', description: 'What normalizes each hidden layer.' });

export type NormalizationSpec = z.infer<typeof normalizationSpec>;
export type BatchNormalizationSpec = Extract<NormalizationSpec, { kind: 'batch' }>;

export const layerSpec = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('dense'),
        units: z.int().min(1).max(16_384).meta({ title: 'Units', description: 'Outputs of this layer.' }),
        activation: activationSpec.optional(),
        initializer: initializerSpec.optional(),
        normalization: normalizationSpec.optional(),
      })
      .meta({ title: 'Dense' }),
  ])
  .meta({ title: 'Layer' });

export type LayerSpec = z.infer<typeof layerSpec>;

export const networkSpec = z
  .strictObject({
    layers: z
      .array(layerSpec)
      .max(200)
      .meta({ title: 'Hidden layers', description: 'From input to output; the output layer is implied.' }),
    activation: activationSpec.default('relu'),
    initializer: initializerSpec.default({ kind: 'he', distribution: 'normal' }),
    normalization: normalizationSpec.default({ kind: 'none' }),
  })
  .meta({ title: 'Network' });

export type NetworkSpec = z.infer<typeof networkSpec>;
