import type { OptimizerSpecOf } from '../../spec/training/training.ts';
import { NO_CORRECTIONS, type UpdateRule } from './optimizer.ts';

/**
 * Stochastic gradient descent. Without momentum: value −= learningRate · gradient. With it:
 * velocity = momentum · velocity + gradient; value −= learningRate · velocity, or, with Nesterov,
 * value −= learningRate · (gradient + momentum · velocity). PyTorch's SGD with dampening 0.
 */
export function sgd({ momentum, nesterov }: OptimizerSpecOf<'sgd'>): UpdateRule {
  return {
    moments: momentum > 0 ? ['velocity'] : [],
    corrections: () => NO_CORRECTIONS,
    emit: (phase) =>
      phase.emit({ kind: 'sgd', schedule: phase.schedule, momentum, nesterov: momentum > 0 && nesterov }),
  };
}
