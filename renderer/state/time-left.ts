import type { RunRecord } from '#core/contract/run-record.ts';
import { isFinal } from '#core/run/run-status.ts';

/** Before this, a rate means little. */
const ELAPSED_MIN_MS = 1_500;

/** How long the run will still take at its mean speed so far, in ms; null as long as that is unknown. */
export function runTimeLeft(run: RunRecord, now: number): number | null {
  if (run.status !== 'running' || run.startedAt === null || run.stepsTotal === null || run.steps === 0) return null;
  const elapsed = now - Date.parse(run.startedAt);
  if (elapsed < ELAPSED_MIN_MS) return null;
  return ((run.stepsTotal - run.steps) / run.steps) * elapsed;
}

/**
 * How long all runs together will still take at the experiment's speed so far, parallel runs included. Queued runs
 * count with the number of steps of the longest started one.
 */
export function experimentTimeLeft(runs: readonly RunRecord[], now: number): number | null {
  const started = runs.filter((run) => run.startedAt !== null);
  if (started.length === 0 || !runs.some((run) => run.status === 'running')) return null;
  const elapsed = now - Math.min(...started.map((run) => Date.parse(run.startedAt!)));
  const done = started.reduce((sum, run) => sum + run.steps, 0);
  if (elapsed < ELAPSED_MIN_MS || done === 0) return null;
  const typical = Math.max(...started.map((run) => run.stepsTotal ?? 0));
  const left = runs
    .filter((run) => !isFinal(run.status))
    .reduce((sum, run) => sum + (run.stepsTotal ?? typical) - run.steps, 0);
  return (left / done) * elapsed;
}
