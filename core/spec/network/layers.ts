import { z } from 'zod';
import { activationSpec } from './activation.ts';
import { initializerSpec } from './initializer.ts';
import { normalizationSpec } from './normalization.ts';

/**
 * The layers of a network. An image is [height, width, channels]; everything else is a vector. A dense layer takes an
 * image as the vector of its numbers, in the order (height, width, channel).
 */

/** What a layer with weights may say for itself; what it leaves out, the network says. */
const weighted = {
  activation: activationSpec.optional(),
  initializer: initializerSpec.optional(),
  normalization: normalizationSpec.optional(),
};

const dense = z
  .strictObject({
    kind: z.literal('dense'),
    units: z.int().min(1).max(16_384).meta({ title: 'Units', description: 'Outputs of this layer.' }),
    ...weighted,
  })
  .meta({ title: 'Dense' });

const padding = (fallback: 'same' | 'valid') =>
  z.enum(['same', 'valid']).default(fallback).meta({
    title: 'Padding',
    description:
      'valid: windows lie inside the image. same: ⌈size ÷ stride⌉ windows, padded evenly, the odd row or column below and right (as in Keras).',
  });

const conv2d = z
  .strictObject({
    kind: z.literal('conv2d'),
    filters: z.int().min(1).max(4_096).meta({ title: 'Filters', description: 'Channels of this layer’s output.' }),
    kernelSize: z.int().min(1).max(31).default(3).meta({ title: 'Kernel size', description: 'Height and width.' }),
    stride: z.int().min(1).max(31).default(1).meta({ title: 'Stride' }),
    padding: padding('same'),
    ...weighted,
  })
  .meta({ title: 'Convolution' });

const pool = {
  size: z.int().min(1).max(64).default(2).meta({ title: 'Window size', description: 'Height and width.' }),
  stride: z.int().min(1).max(64).optional().meta({ title: 'Stride', description: 'The window size if left out.' }),
  padding: padding('valid'),
};

const maxPool = z.strictObject({ kind: z.literal('maxPool'), ...pool }).meta({ title: 'Max pooling' });

const averagePool = z.strictObject({ kind: z.literal('averagePool'), ...pool }).meta({
  title: 'Average pooling',
  description: 'Padding does not count.',
});

const globalAveragePool = z
  .strictObject({ kind: z.literal('globalAveragePool') })
  .meta({ title: 'Global average pooling', description: 'One number per channel.' });

const flatten = z
  .strictObject({ kind: z.literal('flatten') })
  .meta({ title: 'Flatten', description: 'An image as a vector, in the order (height, width, channel).' });

const dropout = z
  .strictObject({
    kind: z.literal('dropout'),
    rate: z.number().min(0).lt(1).default(0.5).meta({
      title: 'Rate',
      description: 'Share of elements set to 0 in training; the others grow by 1 ÷ (1 − rate).',
    }),
  })
  .meta({ title: 'Dropout' });

const plainLayers = [dense, conv2d, maxPool, averagePool, globalAveragePool, flatten, dropout] as const;

/** A layer that is no block of layers. */
export const plainLayerSpec = z.discriminatedUnion('kind', [...plainLayers]).meta({ title: 'Layer' });

export type PlainLayerSpec = z.infer<typeof plainLayerSpec>;

const residual = z
  .strictObject({
    kind: z.literal('residual'),
    layers: z
      .array(plainLayerSpec)
      .min(1)
      .max(20)
      .meta({ title: 'Layers', description: 'What is added to the block’s own input.' }),
    shortcut: z.enum(['identity', 'projection']).default('identity').meta({
      title: 'Shortcut',
      description: 'projection: a linear layer (1×1 for images), normalized as the network says, where shapes differ.',
    }),
    activation: activationSpec.optional().meta({ title: 'Activation', description: 'Of the sum.' }),
  })
  .meta({ title: 'Residual block', description: 'activation(layers(x) + shortcut(x)), He et al. 2016.' });

export const layerSpec = z.discriminatedUnion('kind', [...plainLayers, residual]).meta({ title: 'Layer' });

export type LayerSpec = z.infer<typeof layerSpec>;
export type LayerKind = LayerSpec['kind'];
export type LayerSpecOf<Kind extends LayerKind> = Extract<LayerSpec, { kind: Kind }>;
