import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { ConvolutionGeometry } from '../../plan/ops.ts';
import type { BufferId } from '../../plan/plan.ts';
import type { InitialValue } from '../initializers/initializer.ts';
import { biasTensor } from './dense.ts';
import type { Forward, Layer, TensorDeclaration } from './layer.ts';
import { weightOf, type Weight } from './weight.ts';

export interface Conv2dOptions {
  /** Prefix of its parameters' paths: `layers.0.conv2d`. */
  readonly path: string;
  readonly geometry: Omit<ConvolutionGeometry, 'batch'>;
  readonly bias: boolean;
  readonly initializer: InitialValue;
  /** Weight normalization; false if left out. */
  readonly weightNormalized?: boolean;
}

/**
 * A two-dimensional convolution (a cross-correlation, as everywhere in the field), in both modes; formulas in
 * `Conv2dOp` and its gradients.
 *
 * Shapes: x [B · inHeight · inWidth, inChannels]; weight [kernelHeight, kernelWidth, inChannels, outChannels];
 * bias [outChannels], which starts at 0; y [B · outHeight · outWidth, outChannels].
 * PyTorch's Conv2d, save that its weight is [outChannels, inChannels, kernelHeight, kernelWidth].
 */
export class Conv2d implements Layer {
  readonly tensors: readonly TensorDeclaration[];
  readonly #options: Conv2dOptions;
  readonly #weight: Weight;

  constructor(options: Conv2dOptions) {
    const { path, geometry, bias, initializer, weightNormalized = false } = options;
    const { kernelHeight, kernelWidth, inChannels, outChannels } = geometry;
    const shape = [kernelHeight, kernelWidth, inChannels, outChannels];
    this.#options = options;
    this.#weight = weightOf({ path: `${path}.weight`, shape, initializer, normalized: weightNormalized });
    this.tensors = [...this.#weight.tensors, ...(bias ? [biasTensor(path, outChannels)] : [])];
  }

  forward(phase: PhaseBuilder, x: BufferId): Forward {
    const { path } = this.#options;
    const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = this.#options.geometry;
    const rows = phase.rows(x);
    const batch = rows / (inHeight * inWidth);
    const geometry: ConvolutionGeometry = { batch, ...this.#options.geometry };
    const weight = this.#weight.forward(phase);
    const bias = this.#options.bias ? phase.parameter(`${path}.bias`) : null;
    const y = phase.scratch(`${path}/output`, batch * outHeight * outWidth, outChannels);
    phase.emit({ kind: 'conv2d', x, weight: weight.value, bias: bias?.value ?? null, y, geometry });
    return {
      output: y,
      backward: (gradOutput, wanted) => {
        phase.emit({ kind: 'conv2dGradWeight', x, gradOutput, gradWeight: weight.gradient(), geometry });
        weight.backward();
        if (bias !== null) phase.emit({ kind: 'columnSum', x: gradOutput, sum: bias.gradient });
        if (wanted === 'unwanted') return null;
        const gradInput = phase.scratch(`${path}/gradInput`, rows, inChannels);
        phase.emit({ kind: 'conv2dGradInput', gradOutput, weight: weight.value, gradInput, geometry });
        return gradInput;
      },
    };
  }
}
