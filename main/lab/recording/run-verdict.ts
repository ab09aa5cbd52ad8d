import type { AttemptExit } from '#core/contract/attempt-record.ts';
import type { RunStatus } from '#core/run/run-status.ts';
import type { Outcome } from '#core/train/events.ts';
import type { JobEnding } from '#main/jobs/job.ts';
import type { RunChange } from '#main/store/runs/run-change.ts';

/** Why the lab ended a job, if it did: a person paused or cancelled the run, or the lab is closing. */
export type StopCause = 'pausing' | 'cancelling' | 'closing';

/** What the end of a job means for its run and for the attempt that ended. */
export interface Verdict {
  readonly change: RunChange & { readonly status: RunStatus };
  readonly exit: AttemptExit;
  /** For people, of the attempt. */
  readonly message: string | null;
}

/** @param outcome what the job's `finished` event told; null if none came */
export function verdictOf(ending: JobEnding, outcome: Outcome | null, cause: StopCause | null): Verdict {
  switch (ending.kind) {
    case 'finished':
      return outcome === null
        ? failed('The job process ended without an outcome.', 'failed')
        : outcomeVerdict(outcome, cause);
    case 'failed':
      // A lost device says nothing against the run: it can be done again.
      return ending.error.code === 'DEVICE_LOST'
        ? interrupted(ending.error.message, 'deviceLost')
        : failed(ending.error.message, 'failed');
    case 'stopped':
    case 'paused':
      return stopped(cause);
    case 'died':
      return interrupted(ending.message, 'died');
    default:
      return ending satisfies never;
  }
}

function outcomeVerdict(outcome: Outcome, cause: StopCause | null): Verdict {
  switch (outcome.kind) {
    case 'completed':
      return { change: { status: 'completed' }, exit: 'completed', message: null };
    case 'stopped':
      return {
        change: { status: 'completed', stopReason: outcome.reason },
        exit: 'stopped',
        message: outcome.reason,
      };
    case 'diverged':
      return {
        change: {
          status: 'diverged',
          divergedAtStep: outcome.step,
          ...(outcome.reason === undefined ? {} : { stopReason: outcome.reason }),
        },
        exit: 'diverged',
        message: outcome.reason ?? null,
      };
    case 'paused':
    case 'cancelled':
      return stopped(cause);
    default:
      return outcome satisfies never;
  }
}

/** It was ended from here, in an orderly way or, where it did not heed that, by force. */
function stopped(cause: StopCause | null): Verdict {
  switch (cause) {
    case 'closing':
      return interrupted(
        'BatchNorm Lab was closed before this run ended. What it had reported is kept; it can be resumed.',
        'closed',
      );
    case 'pausing':
      return { change: { status: 'paused' }, exit: 'paused', message: null };
    case 'cancelling':
    case null:
      return { change: { status: 'cancelled' }, exit: 'cancelled', message: null };
    default:
      return cause satisfies never;
  }
}

function interrupted(failure: string, exit: AttemptExit): Verdict {
  return { change: { status: 'interrupted', failure }, exit, message: failure };
}

function failed(failure: string, exit: AttemptExit): Verdict {
  return { change: { status: 'failed', failure }, exit, message: failure };
}
