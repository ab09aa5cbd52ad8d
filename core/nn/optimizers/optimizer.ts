import type { PhaseBuilder } from '../../plan/phase-builder.ts';
import type { ScheduleColumn } from '../../plan/schedule.ts';

/** How parameters are updated from their gradients. */
export interface Optimizer {
  /** Names of its state per parameter; they become the plan's moments. */
  readonly moments: readonly string[];
  /** Row of the schedule for one update. @param update Its number, from 1. */
  scheduleRow(update: number): ScheduleRow;
  /** Emits the update of all parameters, after all gradients. */
  emitUpdate(phase: PhaseBuilder): void;
}

export type ScheduleRow = Readonly<Record<ScheduleColumn, number>>;

/** An optimizer's own rule, applied after gradients have been clipped and decayed. */
export interface UpdateRule {
  readonly moments: readonly string[];
  /** Adam's bias corrections; 1 for other optimizers. */
  corrections(update: number): Omit<ScheduleRow, 'learningRate'>;
  emit(phase: PhaseBuilder): void;
}

export const NO_CORRECTIONS = { firstCorrection: 1, secondCorrection: 1 } as const;
