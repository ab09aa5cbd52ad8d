import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { Hyperparameter } from '../../plan/plan.ts';

/** How parameters follow their gradients. */
export interface Optimizer {
  /** Names of its state per parameter; they become the plan's moments. */
  readonly moments: readonly string[];
  /** What the host writes into the plan's hyperparameters; a schedule writes anew between calls. */
  readonly hyperparameters: Readonly<Partial<Record<Hyperparameter, number>>>;
  /** Emits the update of all parameters, after all gradients. */
  emitUpdate(phase: PhaseBuilder): void;
}
