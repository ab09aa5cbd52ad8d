import type { OptimizerSpec } from '../../spec/training.ts';
import type { Optimizer } from './optimizer.ts';
import { sgd } from './sgd.ts';

/** The optimizer that a spec names. */
export function optimizerOf(spec: OptimizerSpec): Optimizer {
  switch (spec.kind) {
    case 'sgd':
      return sgd(spec);
    default:
      return spec.kind satisfies never;
  }
}
