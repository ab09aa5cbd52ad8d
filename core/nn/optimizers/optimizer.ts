import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { Hyperparameter } from '../../plan/plan.ts';
import type { OptimizerSpec } from '../../spec/training.ts';
import { sgd } from './sgd.ts';

/** How parameters follow their gradients. */
export interface Optimizer {
  /** Names of its state per parameter; they become the plan's moments. */
  readonly moments: readonly string[];
  /** What the host writes into the plan's hyperparameters; a schedule writes anew between calls. */
  readonly hyperparameters: Readonly<Partial<Record<Hyperparameter, number>>>;
  /** Emits the update of all parameters, after all gradients. */
  emitUpdate(phase: PhaseBuilder): void;
}

export function optimizerOf(spec: OptimizerSpec): Optimizer {
  switch (spec.kind) {
    case 'sgd':
      return sgd(spec);
    default:
      return spec.kind satisfies never;
  }
}
