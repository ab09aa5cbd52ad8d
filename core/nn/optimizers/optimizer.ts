import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { ScheduleColumn } from '../../plan/plan.ts';

/** How parameters follow their gradients. */
export interface Optimizer {
  /** Names of its state per parameter; they become the plan's moments. */
  readonly moments: readonly string[];
  /** Row of the schedule for one update. @param update Its number, from 1. */
  scheduleRow(update: number): Readonly<Record<ScheduleColumn, number>>;
  /** Emits the update of all parameters, after all gradients. */
  emitUpdate(phase: PhaseBuilder): void;
}
