import { runStatusLabel } from './run-status.ts';

/** The status of an experiment, which follows from those of its runs. */
export const EXPERIMENT_STATUSES = ['queued', 'running', 'paused', 'completed', 'cancelled', 'incomplete'] as const;
export type ExperimentStatus = (typeof EXPERIMENT_STATUSES)[number];

/** As a badge shows it. Incomplete: some runs failed or were interrupted. */
export function experimentStatusLabel(status: ExperimentStatus): string {
  return status === 'incomplete' ? 'Incomplete' : runStatusLabel(status);
}
