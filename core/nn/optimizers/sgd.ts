import type { OptimizerSpec } from '../../spec/training.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Stochastic gradient descent. Without momentum: value −= learningRate · gradient. With it:
 * velocity = momentum · velocity + gradient; value −= learningRate · velocity, or, with Nesterov,
 * value −= learningRate · (gradient + momentum · velocity). PyTorch's SGD with dampening 0.
 */
export function sgd(spec: Extract<OptimizerSpec, { kind: 'sgd' }>): Optimizer {
  const { learningRate, momentum } = spec;
  return {
    moments: momentum > 0 ? ['velocity'] : [],
    scheduleRow: () => ({ learningRate, firstCorrection: 1, secondCorrection: 1 }),
    emitUpdate(phase) {
      phase.emit({ kind: 'sgd', schedule: phase.schedule, momentum, nesterov: momentum > 0 && spec.nesterov });
    },
  };
}
