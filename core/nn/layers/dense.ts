import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { GemmOp } from '../../plan/ops.ts';
import type { BufferId } from '../../plan/plan.ts';
import { constant, type InitialValue } from '../initializers/initializer.ts';
import { drawn } from '../initializers/tensor-values.ts';
import type { Forward, Layer, TensorDeclaration } from './layer.ts';
import { weightOf, type Weight } from './weight.ts';

export interface DenseOptions {
  /** Prefix of its parameters' paths: `layers.0.dense`. */
  readonly path: string;
  readonly fanIn: number;
  readonly fanOut: number;
  readonly bias: boolean;
  readonly initializer: InitialValue;
  /** Weight normalization; false if left out. */
  readonly weightNormalized?: boolean;
}

/**
 * A fully connected layer: y = x · weight + bias, in both modes.
 * gradWeight = xᵀ · gradOutput; gradBias = Σ over the batch of gradOutput; gradInput = gradOutput · weightᵀ.
 *
 * Shapes: x [B, fanIn]; weight [fanIn, fanOut]; bias [fanOut]; y [B, fanOut].
 * The bias starts at 0. PyTorch's Linear, save that its weight is [fanOut, fanIn].
 */
export class Dense implements Layer {
  readonly tensors: readonly TensorDeclaration[];
  readonly #options: DenseOptions;
  readonly #weight: Weight;

  constructor(options: DenseOptions) {
    const { path, fanIn, fanOut, bias, initializer, weightNormalized = false } = options;
    this.#options = options;
    this.#weight = weightOf({
      path: `${path}.weight`,
      shape: [fanIn, fanOut],
      initializer,
      normalized: weightNormalized,
    });
    this.tensors = [...this.#weight.tensors, ...(bias ? [biasTensor(path, fanOut)] : [])];
  }

  forward(phase: PhaseBuilder, x: BufferId): Forward {
    const { path, fanIn, fanOut } = this.#options;
    const rows = phase.rows(x);
    const weight = this.#weight.forward(phase);
    const bias = this.#options.bias ? phase.parameter(`${path}.bias`) : null;
    const output = phase.scratch(`${path}/output`, rows, fanOut);
    const gemm = (op: Pick<GemmOp, 'form' | 'm' | 'n' | 'k' | 'a' | 'b' | 'c' | 'bias'>) =>
      phase.emit({ kind: 'gemm', accumulate: false, ...op });

    const forwardOperands = { a: x, b: weight.value, c: output };
    gemm({ form: 'NN', m: rows, n: fanOut, k: fanIn, ...forwardOperands, bias: bias?.value ?? null });
    return {
      output,
      backward: (gradOutput, wanted) => {
        const weightOperands = { a: x, b: gradOutput, c: weight.gradient() };
        gemm({ form: 'TN', m: fanIn, n: fanOut, k: rows, ...weightOperands, bias: null });
        weight.backward();
        if (bias !== null) phase.emit({ kind: 'columnSum', x: gradOutput, sum: bias.gradient });
        if (wanted === 'unwanted') return null;
        const gradInput = phase.scratch(`${path}/gradInput`, rows, fanIn);
        const inputOperands = { a: gradOutput, b: weight.value, c: gradInput };
        gemm({ form: 'NT', m: rows, n: fanIn, k: fanOut, ...inputOperands, bias: null });
        return gradInput;
      },
    };
  }
}

/** The bias of a layer with weights starts at 0. */
export function biasTensor(path: string, outputs: number): TensorDeclaration {
  const shape = [outputs];
  return { path: `${path}.bias`, role: 'parameter', shape, initial: drawn(`${path}.bias`, shape, constant(0)) };
}
