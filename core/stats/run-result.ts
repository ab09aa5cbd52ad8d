import type { Curve } from '../series/curve.ts';

/** One run as statistics see it: whose it is, how it ended, and its scalar series. */
export interface RunResult {
  readonly arm: string;
  readonly seed: number;
  readonly status: 'queued' | 'running' | 'paused' | 'completed' | 'diverged' | 'cancelled' | 'interrupted' | 'failed';
  readonly testAccuracy: Curve;
  readonly trainLoss: Curve;
}

/**
 * Whether the run ended by itself. Such a run can say whether a target was reached; a run that was stopped from
 * outside (cancelled, interrupted, failed) or still goes on cannot.
 */
export function hasEndedByItself(run: RunResult): boolean {
  return run.status === 'completed' || run.status === 'diverged';
}
