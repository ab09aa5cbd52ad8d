import { endedByItself, type RunStatus } from '../run/run-status.ts';
import type { Curve } from '../series/curve.ts';

/** One run as statistics see it: whose it is, how it ended, and its scalar series. */
export interface RunResult {
  readonly arm: string;
  readonly seed: number;
  readonly status: RunStatus;
  readonly testAccuracy: Curve;
  readonly trainLoss: Curve;
}

/**
 * Whether the run ended by itself. Such a run can say whether a target was reached; a run that was stopped from
 * outside (cancelled, interrupted, failed) or still goes on cannot.
 */
export function hasEndedByItself(run: RunResult): boolean {
  return endedByItself(run.status);
}
