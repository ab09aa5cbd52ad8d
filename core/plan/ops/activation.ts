import type { ActivationFunction } from '../activation-function.ts';
import type { BufferId } from '../buffer.ts';

/** y = f(x). x, y: [B, C]. */
export interface ActivationOp {
  readonly kind: 'activation';
  readonly function: ActivationFunction;
  readonly x: BufferId;
  readonly y: BufferId;
}

/** gradInput = gradOutput · f′(x), from x or from y = f(x), whichever is cheaper. All [B, C]. */
export interface ActivationBackwardOp {
  readonly kind: 'activationBackward';
  readonly function: ActivationFunction;
  readonly x: BufferId;
  readonly y: BufferId;
  readonly gradOutput: BufferId;
  readonly gradInput: BufferId;
}
