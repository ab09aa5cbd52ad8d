import type { OptimizerSpec } from '../../spec/training.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Stochastic gradient descent. Without momentum: value −= learningRate · gradient. With it:
 * velocity = momentum · velocity + gradient; value −= learningRate · velocity, or, with Nesterov,
 * value −= learningRate · (gradient + momentum · velocity). PyTorch's SGD with dampening 0.
 */
export function sgd(spec: Extract<OptimizerSpec, { kind: 'sgd' }>): Optimizer {
  const momentum = spec.momentum > 0;
  return {
    moments: momentum ? ['velocity'] : [],
    hyperparameters: { learningRate: spec.learningRate, momentum: spec.momentum },
    emitUpdate(phase) {
      phase.emit({
        kind: 'sgd',
        hyperparameters: phase.hyperparameters,
        momentum,
        nesterov: momentum && spec.nesterov,
      });
    },
  };
}
