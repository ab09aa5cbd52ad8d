import type { ActivationFunction } from '../activation-function.ts';
import type { BufferId } from '../buffer.ts';
import type { OpDescription } from '../op-description.ts';

/** y = f(x). x, y: [B, C]. */
export interface ActivationOp {
  readonly kind: 'activation';
  readonly function: ActivationFunction;
  readonly x: BufferId;
  readonly y: BufferId;
}

export const activation: OpDescription<ActivationOp> = {
  buffers: ({ x, y }) => ({ reads: [x], writes: [y] }),
  check({ x, y }, check) {
    check.like(x, y);
    check.that(x !== y, 'y must not be x');
  },
  flops: ({ x }, { size }) => size(x),
  convention: 'leakyRelu slope 0.01, elu alpha 1, gelu exact (erf)',
};

/** gradInput = gradOutput · f′(x), from x or from y = f(x), whichever is cheaper. All [B, C]. */
export interface ActivationBackwardOp {
  readonly kind: 'activationBackward';
  readonly function: ActivationFunction;
  readonly x: BufferId;
  readonly y: BufferId;
  readonly gradOutput: BufferId;
  readonly gradInput: BufferId;
}

export const activationBackward: OpDescription<ActivationBackwardOp> = {
  buffers: ({ x, y, gradOutput, gradInput }) => ({ reads: [x, y, gradOutput], writes: [gradInput] }),
  check: ({ x, y, gradOutput, gradInput }, check) => check.like(x, y, gradOutput, gradInput),
  flops: ({ x }, { size }) => 2 * size(x),
  convention: null,
};
