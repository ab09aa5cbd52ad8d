import { z } from 'zod';
import type { EarlyStopSpec } from '../../spec/training/early-stop.ts';
import type { Follower, LoopEvent } from '../loop-events.ts';
import type { Criterion, Decision } from './criterion.ts';
import { Divergence } from './divergence.ts';
import { Patience } from './patience.ts';
import { Target } from './target.ts';
import { TimeBudget, type TimeBudgetOptions } from './time-budget.ts';

const stateSchema = z.record(z.string(), z.unknown());

/**
 * All of a spec's criteria for ending a run early. They follow the run's events; the loop asks only for their decision. The
 * first decision counts; if several fall at the same time, divergence takes precedence.
 */
export class EarlyStop implements Follower {
  readonly #criteria: Readonly<Record<string, Criterion>>;

  /** @param state Of the criteria that ended where these begin; null at the start. */
  constructor(spec: EarlyStopSpec, time: TimeBudgetOptions, state: unknown) {
    const states = state === null ? {} : stateSchema.parse(state);
    const { divergence, target, patience, timeBudget } = spec;
    this.#criteria = {
      ...(divergence && { divergence: new Divergence(divergence, states.divergence ?? null) }),
      ...(target && { target: new Target(target, states.target ?? null) }),
      ...(patience && { patience: new Patience(patience, states.patience ?? null) }),
      ...(timeBudget && { timeBudget: new TimeBudget(timeBudget, time) }),
    };
  }

  take(event: LoopEvent): void {
    for (const criterion of Object.values(this.#criteria)) criterion.take(event);
  }

  get decision(): Decision | null {
    for (const { decision } of Object.values(this.#criteria)) if (decision !== null) return decision;
    return null;
  }

  get state(): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this.#criteria).map(([name, { state }]) => [name, state]));
  }
}
