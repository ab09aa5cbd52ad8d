import { assert } from '../../assert.ts';
import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import { affineParameters, affineTensors } from './channel-tensors.ts';
import type { Forward, Layer, TensorDeclaration } from './layer.ts';

export interface GroupNormOptions {
  /** Prefix of its tensors' paths: `layers.0.groupNorm`. */
  readonly path: string;
  readonly channels: number;
  /** Rows of one example: height · width of an image, 1 of a vector. */
  readonly positions: number;
  /** Divides channels. 1: layer normalization. As many as channels: instance normalization. */
  readonly groups: number;
  /** Above 0; 1e-5 in PyTorch. Stands under the square root. */
  readonly epsilon: number;
  /** Whether gamma and beta are learned; without them y = xHat. */
  readonly affine: boolean;
}

/**
 * Group normalization, per example over all positions and the channels of one group, in both modes alike: it knows no
 * batch and keeps no statistics.
 *
 * xHat = (x − mean) / √(variance + epsilon), y = gamma · xHat + beta, with the group's biased variance.
 * Backward: gradBeta = Σ gradOutput; gradGamma = Σ gradOutput · xHat; gradInput as in `GroupNormBackwardOp`.
 *
 * Shapes: x, y [B · positions, C]; gamma, beta [C] (PyTorch's LayerNorm has one per element of an image instead).
 * Wu & He 2018; Ba et al. 2016 (layer); Ulyanov et al. 2016 (instance).
 */
export class GroupNorm implements Layer {
  readonly tensors: readonly TensorDeclaration[];
  readonly #options: GroupNormOptions;

  constructor(options: GroupNormOptions) {
    const { path, channels, groups, affine } = options;
    assert(channels % groups === 0, `${groups} groups divide ${channels} channels`);
    this.#options = options;
    this.tensors = affineTensors(path, channels, affine);
  }

  forward(phase: PhaseBuilder, x: BufferId): Forward {
    const { path, channels, positions, groups, epsilon, affine } = this.#options;
    const rows = phase.rows(x);
    const { values, gradients } = affineParameters(phase, path, channels, affine);
    const xHat = phase.scratch(`${path}/xHat`, rows, channels);
    const y = affine ? phase.scratch(`${path}/output`, rows, channels) : xHat;
    const invStd = phase.scratch(`${path}/invStd`, rows / positions, groups);
    phase.emit({ kind: 'groupNorm', x, xHat, y, ...values, invStd, positions, groups, epsilon });
    return {
      output: y,
      backward: (gradOutput) => {
        const gradInput = phase.scratch(`${path}/gradInput`, rows, channels);
        const given = { xHat, gamma: values.gamma, invStd, gradOutput };
        phase.emit({ kind: 'groupNormBackward', ...given, gradInput, ...gradients(), positions, groups });
        return gradInput;
      },
    };
  }
}
