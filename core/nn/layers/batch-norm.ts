import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import { affineParameters, affineTensors, runningStatistics, runningTensors } from './channel-tensors.ts';
import { refuseBackward, type Forward, type Layer, type Mode, type TensorDeclaration } from './layer.ts';

export interface BatchNormOptions {
  /** Prefix of its tensors' paths: `layers.0.batchNorm`. */
  readonly path: string;
  readonly channels: number;
  /** Above 0; 1e-5 in PyTorch. Stands under the square root. */
  readonly epsilon: number;
  /** In (0, 1]; weight of the new batch in the running statistics, 0.1 in PyTorch. */
  readonly momentum: number;
  /** Whether gamma and beta are learned; without them y = xHat. */
  readonly affine: boolean;
}

/**
 * Batch normalization, per channel over the batch (and, for images, over all positions).
 *
 * Training: xHat = (x − batchMean) / √(batchVar + epsilon), y = gamma · xHat + beta, with the batch's mean and biased
 * variance; runningMean and runningVar move towards the batch's by `momentum`. For runningVar each device's `batchNorm` op
 * takes the unbiased variance, batchVar · B / (B − 1).
 * Evaluation: y = gamma · (x − runningMean) / √(runningVar + epsilon) + beta.
 * Backward: gradBeta = Σ gradOutput; gradGamma = Σ gradOutput · xHat;
 * gradInput = gamma / √(batchVar + epsilon) · (gradOutput − (gradBeta + xHat · gradGamma) / B).
 *
 * Shapes: x, y [B, C], B counting the positions of images; gamma, beta, runningMean, runningVar [C]. B ≥ 2 in training.
 * gamma and runningVar start at 1, beta and runningMean at 0.
 * Ioffe & Szegedy 2015, algorithms 1 and 2; running statistics by PyTorch's convention.
 */
export class BatchNorm implements Layer {
  readonly tensors: readonly TensorDeclaration[];
  readonly #options: BatchNormOptions;

  constructor(options: BatchNormOptions) {
    const { path, channels, affine } = options;
    this.#options = options;
    this.tensors = [...affineTensors(path, channels, affine), ...runningTensors(path, channels)];
  }

  forward(phase: PhaseBuilder, x: BufferId, mode: Mode): Forward {
    const { path, channels, epsilon, momentum, affine } = this.#options;
    const rows = phase.rows(x);
    const scratch = (name: string, height: number) => phase.scratch(`${path}/${name}`, height, channels);
    const { values, gradients } = affineParameters(phase, path, channels, affine);
    const running = runningStatistics(phase, path);

    if (mode === 'evaluation') {
      const y = scratch('output', rows);
      phase.emit({ kind: 'batchNormEvaluate', x, y, ...values, ...running, epsilon });
      return { output: y, backward: refuseBackward('Batch normalization') };
    }

    const xHat = scratch('xHat', rows);
    const y = affine ? scratch('output', rows) : xHat;
    const batchMean = scratch('batchMean', 1);
    const invStd = scratch('invStd', 1);
    phase.emit({ kind: 'batchNorm', x, xHat, y, ...values, batchMean, invStd, ...running, epsilon, momentum });
    return {
      output: y,
      backward: (gradOutput) => {
        // One op computes all three gradients, so gradInput is computed even if it is unwanted.
        const gradInput = scratch('gradInput', rows);
        const { gamma } = values;
        phase.emit({ kind: 'batchNormBackward', xHat, gamma, invStd, gradOutput, gradInput, ...gradients() });
        return gradInput;
      },
    };
  }
}
