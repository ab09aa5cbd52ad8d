import type { Outcome } from '../events.ts';
import type { Follower, LoopEvent } from '../loop-events.ts';

/** The outcome of a run that a criterion ends. */
export type Decision = Extract<Outcome, { kind: 'stopped' | 'diverged' }>;

/** One reason to end a run early. It follows the run's events; its decision is final. */
export interface Criterion extends Follower {
  readonly decision: Decision | null;
}

/** The score that an event carries; null if it carries another one or none. */
export function scoreIn(event: LoopEvent, metric: string): { readonly step: number; readonly value: number } | null {
  if (event.kind !== 'points' || event.series !== metric) return null;
  return { step: event.firstStep, value: event.values[0] };
}
