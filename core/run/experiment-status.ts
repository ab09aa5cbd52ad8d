import { runStatusLabel, type RunStatus } from './run-status.ts';

/** The status of an experiment, which follows from those of its runs. */
export const EXPERIMENT_STATUSES = ['queued', 'running', 'paused', 'completed', 'cancelled', 'incomplete'] as const;
export type ExperimentStatus = (typeof EXPERIMENT_STATUSES)[number];

/** As a badge shows it. Incomplete: some runs failed or were interrupted. */
export function experimentStatusLabel(status: ExperimentStatus): string {
  return status === 'incomplete' ? 'Incomplete' : runStatusLabel(status);
}

/** What is shown of an experiment: that all its runs have ended is no success where they diverged. */
export function shownStatus({
  status,
  runs: { total, diverged },
}: {
  readonly status: ExperimentStatus;
  readonly runs: { readonly total: number; readonly diverged: number };
}): { readonly status: ExperimentStatus | RunStatus; readonly text: string } {
  const label = experimentStatusLabel(status);
  if (status !== 'completed' || diverged === 0) return { status, text: label };
  const text = `${diverged} of ${total} diverged`;
  return diverged === total ? { status: 'diverged', text } : { status, text: `${label}, ${text}` };
}
