import type { EarlyStopSpec } from '../../spec/training/early-stop.ts';
import type { LoopEvent } from '../loop-events.ts';
import type { Criterion, Decision } from './criterion.ts';

export interface TimeBudgetOptions {
  /** Milliseconds since any moment; never goes back. */
  readonly clock: () => number;
  /** Duration of the run's earlier attempts, in milliseconds. */
  readonly earlierMs: number;
}

/** Ends a run once all its attempts together have taken `seconds`. The caller supplies the time of earlier attempts. */
export class TimeBudget implements Criterion {
  readonly #seconds: number;
  readonly #clock: () => number;
  /** In the clock's time. */
  readonly #endMs: number;
  #spent = false;
  readonly state = null;

  constructor({ seconds }: NonNullable<EarlyStopSpec['timeBudget']>, { clock, earlierMs }: TimeBudgetOptions) {
    this.#seconds = seconds;
    this.#clock = clock;
    this.#endMs = clock() + seconds * 1_000 - earlierMs;
  }

  take(event: LoopEvent): void {
    if (event.kind === 'boundary' && this.#clock() >= this.#endMs) this.#spent = true;
  }

  get decision(): Decision | null {
    if (!this.#spent) return null;
    return { kind: 'stopped', reason: `The time budget of ${this.#seconds} s was spent.` };
  }
}
