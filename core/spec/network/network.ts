import { z } from 'zod';
import { activationSpec } from './activation.ts';
import { initializerSpec } from './initializer.ts';
import { layerSpec } from './layers.ts';
import { normalizationSpec } from './normalization.ts';

export { activationSpec, type ActivationSpec } from './activation.ts';
export { initializerSpec, type InitializerSpec } from './initializer.ts';
export { layerSpec, type LayerKind, type LayerSpec, type LayerSpecOf, type PlainLayerSpec } from './layers.ts';
export {
  normalizationSpec,
  type BatchNormalizationSpec,
  type NormalizationKind,
  type NormalizationSpec,
} from './normalization.ts';

/**
 * The network between the inputs and the logits. Hidden layers are listed; the output layer (dense, as many units as the
 * data set has classes, identity activation, never normalized, with bias) is implied. What `network` says of activation,
 * initializer and normalization holds for every hidden layer with weights that does not say otherwise.
 */
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
