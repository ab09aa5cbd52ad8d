import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import type { InitialTensor } from '../initializers/tensor-values.ts';

/**
 * A layer is its mathematics: it declares its tensors once, emits the ops of its forward pass in a mode, and returns a
 * function that emits its backward pass. It holds no numbers and knows no device.
 */
export interface Layer {
  /** In the model's order. */
  readonly tensors: readonly TensorDeclaration[];
  /** @param x Output of the layer before, float [B, columns]; for images [B · height · width, channels]. */
  forward(phase: PhaseBuilder, x: BufferId, mode: Mode): Forward;
}

/** `training`: batch statistics; `evaluation`: running statistics, forward pass only. */
export type Mode = 'training' | 'evaluation';

export interface TensorDeclaration {
  /** Dotted path, the same in all arms that share the tensor: `layers.0.dense.weight`. */
  readonly path: string;
  readonly role: 'parameter' | 'statistic';
  /** [columns], [rows, columns], or [kernelHeight, kernelWidth, inChannels, outChannels]. */
  readonly shape: readonly number[];
  /** Values at step 0. */
  readonly initial: InitialTensor;
}

export interface Forward {
  readonly output: BufferId;
  /**
   * Emits the backward pass: the gradients of the layer's parameters, and that of x if `wanted`.
   * @returns gradInput, of x's shape; null if it is unwanted.
   */
  backward(gradOutput: BufferId, gradInput: 'wanted' | 'unwanted'): BufferId | null;
}

/** The pass of a layer that has no effect here. */
export function identity(x: BufferId): Forward {
  return { output: x, backward: (gradOutput, wanted) => (wanted === 'unwanted' ? null : gradOutput) };
}

/** For layers without a backward pass in this mode. */
export function refuseBackward(layer: string): () => never {
  return () => {
    throw new Error(`${layer} has no backward pass in evaluation mode`);
  };
}
