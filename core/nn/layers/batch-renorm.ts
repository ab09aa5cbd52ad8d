import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import type { BatchNormOptions } from './batch-norm.ts';
import { affineParameters, affineTensors, runningStatistics, runningTensors } from './channel-tensors.ts';
import { refuseBackward, type Forward, type Layer, type Mode, type TensorDeclaration } from './layer.ts';

export interface BatchRenormOptions extends BatchNormOptions {
  /** At least 1; with 1 (and dMax 0) this is BatchNorm. */
  readonly rMax: number;
  /** At least 0. */
  readonly dMax: number;
}

/**
 * Batch renormalization, per channel over the batch: BatchNorm whose xHat is corrected towards the value that the running
 * statistics would give, so that training and evaluation differ less.
 *
 * Training: with σ = √(runningVar + epsilon), before they move, and σ_B = √(batchVar + epsilon),
 * r = clip(σ_B / σ, 1 / rMax, rMax), d = clip((batchMean − runningMean) / σ, −dMax, dMax), both constants to the gradient;
 * xHat = (x − batchMean) / σ_B · r + d, y = gamma · xHat + beta. Evaluation, tensors and shapes as in BatchNorm.
 * Ioffe 2017, algorithm 1, with rMax and dMax fixed (the paper lets them grow), and the variance averaged, not its root.
 */
export class BatchRenorm implements Layer {
  readonly tensors: readonly TensorDeclaration[];
  readonly #options: BatchRenormOptions;

  constructor(options: BatchRenormOptions) {
    const { path, channels, affine } = options;
    this.#options = options;
    this.tensors = [...affineTensors(path, channels, affine), ...runningTensors(path, channels)];
  }

  forward(phase: PhaseBuilder, x: BufferId, mode: Mode): Forward {
    const { path, channels, epsilon, momentum, affine, rMax, dMax } = this.#options;
    const rows = phase.rows(x);
    const scratch = (name: string, height: number) => phase.scratch(`${path}/${name}`, height, channels);
    const { values, gradients } = affineParameters(phase, path, channels, affine);
    const running = runningStatistics(phase, path);

    if (mode === 'evaluation') {
      const y = scratch('output', rows);
      phase.emit({ kind: 'batchNormEvaluate', x, y, ...values, ...running, epsilon });
      return { output: y, backward: refuseBackward('Batch renormalization') };
    }

    const xHat = scratch('xHat', rows);
    const y = affine ? scratch('output', rows) : xHat;
    const batchMean = scratch('batchMean', 1);
    const kept = { invStd: scratch('invStd', 1), r: scratch('r', 1), d: scratch('d', 1) };
    const constants = { epsilon, momentum, rMax, dMax };
    phase.emit({ kind: 'batchRenorm', x, xHat, y, ...values, batchMean, ...kept, ...running, ...constants });
    return {
      output: y,
      backward: (gradOutput) => {
        const gradInput = scratch('gradInput', rows);
        const { gamma } = values;
        phase.emit({ kind: 'batchRenormBackward', xHat, gamma, ...kept, gradOutput, gradInput, ...gradients() });
        return gradInput;
      },
    };
  }
}
