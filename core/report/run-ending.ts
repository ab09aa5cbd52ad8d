import type { RunRecord } from '../contract/run-record.ts';
import { formatCount } from '../format/number.ts';
import { runStatusLabel } from '../run/run-status.ts';

/** What is known of a run's end. */
export type EndedRun = Pick<RunRecord, 'status' | 'steps' | 'stepsTotal' | 'divergedAtStep' | 'stopReason' | 'failure'>;

/** How a run ended, in few words: `completed`, `stopped early`, `diverged at step 412`. */
export function outcomeLabel(run: EndedRun): string {
  if (run.status === 'completed' && run.stopReason !== null) return 'stopped early';
  if (run.status === 'diverged' && run.divergedAtStep !== null) {
    return `diverged at step ${formatCount(run.divergedAtStep)}`;
  }
  return runStatusLabel(run.status).toLowerCase();
}

/** Why and where a run ended, as sentences; null where it came to its last step or has not ended. */
export function endingReason(run: EndedRun): string | null {
  switch (run.status) {
    case 'completed':
      return run.stopReason === null ? null : `Stopped early ${place(run)}. ${run.stopReason}`;
    case 'diverged':
      return `Ended ${place(run)}. ${run.stopReason ?? notFinite(run)}`;
    case 'paused':
      return `Paused ${place(run)}.`;
    case 'cancelled':
      return `Cancelled ${place(run)}.`;
    case 'interrupted':
    case 'failed':
      return run.failure ?? `${runStatusLabel(run.status)} ${place(run)}.`;
    case 'queued':
    case 'running':
      return null;
    default:
      return run.status satisfies never;
  }
}

function place({ steps, stepsTotal }: EndedRun): string {
  return `at step ${formatCount(steps)}${stepsTotal === null ? '' : ` of ${formatCount(stepsTotal)}`}`;
}

function notFinite({ divergedAtStep }: EndedRun): string {
  const step = divergedAtStep === null ? '' : ` of step ${formatCount(divergedAtStep)}`;
  return `The training loss${step} was not a finite number.`;
}
