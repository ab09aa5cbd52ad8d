import type { BufferId } from '../buffer.ts';
import type { OpDescription } from '../op-description.ts';

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

export const weightNorm: OpDescription<WeightNormOp> = {
  buffers: ({ direction, magnitude, weight, norm }) => ({ reads: [direction, magnitude], writes: [weight, norm] }),
  check({ direction, magnitude, weight, norm }, check) {
    check.like(direction, weight);
    check.vector(check.info(direction).columns, magnitude, norm);
  },
  flops: ({ direction }, { size }) => 4 * size(direction),
  convention: 'weight_g · weight_v / ‖weight_v‖ per output',
};

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

export const weightNormBackward: OpDescription<WeightNormBackwardOp> = {
  buffers: (op) => ({
    reads: [op.direction, op.magnitude, op.norm, op.gradWeight],
    writes: [op.gradDirection, op.gradMagnitude],
  }),
  check(op, check) {
    check.like(op.direction, op.gradWeight, op.gradDirection);
    check.vector(check.info(op.direction).columns, op.magnitude, op.norm, op.gradMagnitude);
  },
  flops: ({ direction }, { size }) => 6 * size(direction),
  convention: null,
};
