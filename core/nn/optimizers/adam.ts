import type { OptimizerSpecOf } from '../../spec/training/training.ts';
import type { UpdateRule } from './optimizer.ts';

/**
 * firstMoment = beta1 · firstMoment + (1 − beta1) · gradient; secondMoment likewise with beta2 and gradient²; the t-th
 * update is value −= learningRate · (firstMoment / (1 − beta1^t)) / (√(secondMoment / (1 − beta2^t)) + epsilon).
 * The corrections come from the host, in float64. PyTorch's Adam; Kingma & Ba 2015, algorithm 1.
 */
export function adam({ beta1, beta2, epsilon }: OptimizerSpecOf<'adam'> | OptimizerSpecOf<'adamw'>): UpdateRule {
  return {
    moments: ['firstMoment', 'secondMoment'],
    corrections: (update) => ({
      firstCorrection: 1 / (1 - beta1 ** update),
      secondCorrection: 1 / Math.sqrt(1 - beta2 ** update),
    }),
    emit: (phase) => phase.emit({ kind: 'adam', schedule: phase.schedule, beta1, beta2, epsilon }),
  };
}
