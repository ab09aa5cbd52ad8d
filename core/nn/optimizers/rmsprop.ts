import type { OptimizerSpecOf } from '../../spec/training/training.ts';
import { NO_CORRECTIONS, type UpdateRule } from './optimizer.ts';

/**
 * squareAverage = alpha · squareAverage + (1 − alpha) · gradient²; direction = gradient / (√squareAverage + epsilon);
 * value −= learningRate · direction, or with momentum velocity = momentum · velocity + direction;
 * value −= learningRate · velocity. PyTorch's RMSprop, not centered.
 */
export function rmsprop({ alpha, epsilon, momentum }: OptimizerSpecOf<'rmsprop'>): UpdateRule {
  return {
    moments: momentum > 0 ? ['squareAverage', 'velocity'] : ['squareAverage'],
    corrections: () => NO_CORRECTIONS,
    emit: (phase) => phase.emit({ kind: 'rmsprop', schedule: phase.schedule, alpha, epsilon, momentum }),
  };
}
