import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import { constant } from '../initializers/initializer.ts';
import type { Forward, Layer, Mode, TensorDeclaration } from './layer.ts';

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
 * Batch normalization, per channel over the batch.
 *
 * Training: xHat = (x − batchMean) / √(batchVar + epsilon), y = gamma · xHat + beta, with the batch's mean and biased
 * variance; runningMean and runningVar (unbiased) move towards the batch's by `momentum`.
 * Evaluation: y = gamma · (x − runningMean) / √(runningVar + epsilon) + beta.
 * Backward: gradBeta = Σ gradOutput; gradGamma = Σ gradOutput · xHat;
 * gradInput = gamma / √(batchVar + epsilon) · (gradOutput − (gradBeta + xHat · gradGamma) / B).
 *
 * Shapes: x, y [B, C]; gamma, beta, runningMean, runningVar [C]. B ≥ 2 in training.
 * gamma and runningVar start at 1, beta and runningMean at 0.
 * Ioffe & Szegedy 2015, algorithms 1 and 2; running statistics by PyTorch's convention.
 */
export class BatchNorm implements Layer {
  readonly tensors: readonly TensorDeclaration[];
  readonly #options: BatchNormOptions;

  constructor(options: BatchNormOptions) {
    this.#options = options;
    const declare = (name: string, role: TensorDeclaration['role'], value: number): TensorDeclaration => ({
      path: `${options.path}.${name}`,
      role,
      shape: [options.channels],
      initial: constant(value),
    });
    this.tensors = [
      ...(options.affine ? [declare('gamma', 'parameter', 1), declare('beta', 'parameter', 0)] : []),
      declare('runningMean', 'statistic', 0),
      declare('runningVar', 'statistic', 1),
    ];
  }

  forward(phase: PhaseBuilder, x: BufferId, mode: Mode): Forward {
    const { path, channels, epsilon, momentum, affine } = this.#options;
    const rows = phase.rows(x);
    const scratch = (name: string, height: number) => phase.scratch(`${path}/${name}`, height, channels);
    const gamma = affine ? phase.parameter(`${path}.gamma`) : null;
    const beta = affine ? phase.parameter(`${path}.beta`) : null;
    const runningMean = phase.statistic(`${path}.runningMean`);
    const runningVar = phase.statistic(`${path}.runningVar`);
    const affineValues = { gamma: gamma?.value ?? null, beta: beta?.value ?? null };

    if (mode === 'evaluation') {
      const y = scratch('output', rows);
      phase.emit({ kind: 'batchNormEvaluate', x, y, ...affineValues, runningMean, runningVar, epsilon });
      return { output: y, backward: refuseBackward };
    }

    const xHat = scratch('xHat', rows);
    const y = affine ? scratch('output', rows) : xHat;
    const batchMean = scratch('batchMean', 1);
    const invStd = scratch('invStd', 1);
    phase.emit({
      kind: 'batchNorm',
      x,
      xHat,
      y,
      ...affineValues,
      batchMean,
      invStd,
      runningMean,
      runningVar,
      epsilon,
      momentum,
    });
    return {
      output: y,
      backward: (gradOutput) => {
        // One op gives all three gradients, so gradInput is there whether it is wanted or not.
        const gradInput = scratch('gradInput', rows);
        phase.emit({
          kind: 'batchNormBackward',
          xHat,
          gamma: affineValues.gamma,
          invStd,
          gradOutput,
          gradInput,
          gradGamma: gamma?.gradient ?? scratch('gradGamma', 1),
          gradBeta: beta?.gradient ?? scratch('gradBeta', 1),
        });
        return gradInput;
      },
    };
  }
}

function refuseBackward(): never {
  throw new Error('Batch normalization has no backward pass in evaluation mode');
}
