import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { ExperimentStatus } from '#core/run/experiment-status.ts';
import { endedByItself, type RunStatus } from '#core/run/run-status.ts';

/** The runs of one experiment that have one status. */
export interface RunTally {
  readonly status: RunStatus;
  readonly runs: number;
  /** Sum of their shares, as `runShare` defines them. */
  readonly shares: number;
}

/** An experiment's status and progress from its runs; each run counts the same. */
export function experimentProgress(
  tallies: readonly RunTally[],
): Pick<ExperimentRecord, 'status' | 'runs' | 'progress'> {
  const count = (status: RunStatus): number =>
    tallies.reduce((sum, tally) => sum + (tally.status === status ? tally.runs : 0), 0);
  const runs = {
    total: tallies.reduce((sum, tally) => sum + tally.runs, 0),
    completed: count('completed'),
    diverged: count('diverged'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    interrupted: count('interrupted'),
    running: count('running'),
    queued: count('queued'),
    paused: count('paused'),
  };
  const shares = tallies.reduce((sum, tally) => sum + (endedByItself(tally.status) ? tally.runs : tally.shares), 0);
  return { status: experimentStatusOf(runs), runs, progress: runs.total === 0 ? 0 : shares / runs.total };
}

/** Running if any run runs or waits beside ended ones, completed if all ended by themselves. */
export function experimentStatusOf(runs: ExperimentRecord['runs']): ExperimentStatus {
  if (runs.queued === runs.total) return 'queued';
  if (runs.running + runs.queued > 0) return 'running';
  if (runs.paused > 0) return 'paused';
  if (runs.failed + runs.interrupted > 0) return 'incomplete';
  if (runs.cancelled > 0) return 'cancelled';
  return 'completed';
}
