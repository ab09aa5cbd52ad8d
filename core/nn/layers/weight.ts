import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import type { InitialValue } from '../initializers/initializer.ts';
import { columnNorms, drawn } from '../initializers/tensor-values.ts';
import type { TensorDeclaration } from './layer.ts';

export interface WeightOptions {
  /** Of the weight: `layers.0.dense.weight`. */
  readonly path: string;
  /** The last dimension counts outputs; all before it together, inputs. */
  readonly shape: readonly number[];
  readonly initializer: InitialValue;
  /** Weight normalization: each output's direction and magnitude are learned instead. */
  readonly normalized: boolean;
}

/** The weight of a layer, as a matrix [inputs, outputs]. */
export interface Weight {
  readonly tensors: readonly TensorDeclaration[];
  forward(phase: PhaseBuilder): WeightForward;
}

export interface WeightForward {
  readonly value: BufferId;
  /** Where the layer's backward pass writes the gradient. */
  readonly gradient: () => BufferId;
  /** Emits the gradients of direction and magnitude, from that of the weight. */
  backward(): void;
}

/**
 * A parameter, or with weight normalization weight[·, j] = magnitude[j] · direction[·, j] / ‖direction[·, j]‖ with the
 * parameters `weightDirection` and `weightMagnitude`. The direction is drawn from the stream of the plain weight, and the
 * magnitude starts at its norm: so an arm with weight normalization starts from the same network as one without.
 * Salimans & Kingma 2016 (whose data-dependent start this is not); PyTorch's weight_norm.
 */
export function weightOf(options: WeightOptions): Weight {
  return options.normalized ? normalizedWeight(options) : plainWeight(options);
}

function plainWeight({ path, shape, initializer }: WeightOptions): Weight {
  return {
    tensors: [{ path, role: 'parameter', shape, initial: drawn(path, shape, initializer) }],
    forward(phase) {
      const { value, gradient } = phase.parameter(path);
      return { value, gradient: () => gradient, backward: () => undefined };
    },
  };
}

function normalizedWeight({ path, shape, initializer }: WeightOptions): Weight {
  const outputs = shape[shape.length - 1];
  const inputs = shape.reduce((product, extent) => product * extent, 1) / outputs;
  const direction = drawn(path, shape, initializer);
  const magnitude = columnNorms(direction, outputs);
  return {
    tensors: [
      { path: `${path}Direction`, role: 'parameter', shape, initial: direction },
      { path: `${path}Magnitude`, role: 'parameter', shape: [outputs], initial: magnitude },
    ],
    forward(phase) {
      const [v, g] = [phase.parameter(`${path}Direction`), phase.parameter(`${path}Magnitude`)];
      const weight = phase.scratch(path, inputs, outputs);
      const norm = phase.scratch(`${path}/norm`, 1, outputs);
      const operands = { direction: v.value, magnitude: g.value, norm };
      phase.emit({ kind: 'weightNorm', ...operands, weight });
      let gradWeight: BufferId | null = null;
      const gradient = () => (gradWeight ??= phase.scratch(`${path}/gradient`, inputs, outputs));
      return {
        value: weight,
        gradient,
        backward() {
          const gradients = { gradDirection: v.gradient, gradMagnitude: g.gradient };
          phase.emit({ kind: 'weightNormBackward', ...operands, gradWeight: gradient(), ...gradients });
        },
      };
    },
  };
}
