import type { BufferId } from './buffer.ts';

/**
 * What a layer shows of itself while a phase runs: the input and the output of an activation function, and the gradient of
 * the loss with respect to that input. For images the matrices are [B · height · width, C], else [B, C].
 */
export const OBSERVED_QUANTITIES = ['preActivation', 'activation', 'preActivationGradient'] as const;
export type ObservedQuantity = (typeof OBSERVED_QUANTITIES)[number];

/** A buffer that a layer offers to those who look inside a network. */
export interface ObservationPoint {
  /** Of the layer that offers it: `layers.0.activation`. */
  readonly path: string;
  readonly what: ObservedQuantity;
  readonly buffer: BufferId;
}
