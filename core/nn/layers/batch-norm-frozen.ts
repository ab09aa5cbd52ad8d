import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { BufferId } from '../../plan/plan.ts';
import type { BatchNormOptions } from './batch-norm.ts';
import { affineParameters, affineTensors, runningStatistics, runningTensors } from './channel-tensors.ts';
import { refuseBackward, type Forward, type Layer, type Mode, type TensorDeclaration } from './layer.ts';

/**
 * Batch normalization whose running statistics never change. In both modes
 * y = gamma · (x − runningMean) / √(runningVar + epsilon) + beta, a linear function of x.
 * Backward: gradBeta = Σ gradOutput; gradGamma = Σ gradOutput · xHat;
 * gradInput = gamma / √(runningVar + epsilon) · gradOutput.
 *
 * Shapes, tensors and their initial values are those of BatchNorm. Because it never uses the batch's own statistics, an
 * arm with it shows the effect of gamma and beta alone.
 */
export class BatchNormFrozen implements Layer {
  readonly tensors: readonly TensorDeclaration[];
  readonly #options: Omit<BatchNormOptions, 'momentum'>;

  constructor(options: Omit<BatchNormOptions, 'momentum'>) {
    const { path, channels, affine } = options;
    this.#options = options;
    this.tensors = [...affineTensors(path, channels, affine), ...runningTensors(path, channels)];
  }

  forward(phase: PhaseBuilder, x: BufferId, mode: Mode): Forward {
    const { path, channels, epsilon, affine } = this.#options;
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
    const invStd = scratch('invStd', 1);
    phase.emit({ kind: 'batchNormFrozen', x, xHat, y, ...values, invStd, ...running, epsilon });
    return {
      output: y,
      backward: (gradOutput) => {
        const gradInput = scratch('gradInput', rows);
        const { gamma } = values;
        phase.emit({ kind: 'batchNormFrozenBackward', xHat, gamma, invStd, gradOutput, gradInput, ...gradients() });
        return gradInput;
      },
    };
  }
}
