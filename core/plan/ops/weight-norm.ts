import type { BufferId } from '../buffer.ts';

/**
 * A weight from its columns' directions and lengths: norm[j] = √(Σ_k direction[k, j]²);
 * weight[k, j] = magnitude[j] · direction[k, j] / norm[j]. direction, weight: [K, N]; magnitude, norm: [1, N].
 * Salimans & Kingma 2016, eq. 2 (their v and g), without an epsilon.
 */
export interface WeightNormOp {
  readonly kind: 'weightNorm';
  readonly direction: BufferId;
  readonly magnitude: BufferId;
  readonly weight: BufferId;
  readonly norm: BufferId;
}

/**
 * gradMagnitude[j] = Σ_k gradWeight[k, j] · direction[k, j] / norm[j];
 * gradDirection[k, j] = magnitude[j] / norm[j] · (gradWeight[k, j] − gradMagnitude[j] · direction[k, j] / norm[j]).
 * direction, gradWeight, gradDirection: [K, N]; all others [1, N]. Salimans & Kingma 2016, eq. 3.
 */
export interface WeightNormBackwardOp {
  readonly kind: 'weightNormBackward';
  readonly direction: BufferId;
  readonly magnitude: BufferId;
  readonly norm: BufferId;
  readonly gradWeight: BufferId;
  readonly gradDirection: BufferId;
  readonly gradMagnitude: BufferId;
}
