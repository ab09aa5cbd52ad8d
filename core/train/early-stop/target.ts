import { z } from 'zod';
import { isAtLeast, isAtMost } from '../../series/float32-threshold.ts';
import type { EarlyStopSpec } from '../../spec/training/early-stop.ts';
import { smallerIsBetter } from '../../spec/training/metric.ts';
import type { LoopEvent } from '../loop-events.ts';
import { scoreIn, type Criterion, type Decision } from './criterion.ts';

const stateSchema = z.int().min(0).nullable();

/** Ends a run at the first evaluation whose metric is at least `value`, or at most `value` for losses. */
export class Target implements Criterion {
  readonly #spec: NonNullable<EarlyStopSpec['target']>;
  #reachedAt: number | null;

  /** @param state Of the criterion that ended where this one begins; null at the start. */
  constructor(spec: NonNullable<EarlyStopSpec['target']>, state: unknown) {
    this.#spec = spec;
    this.#reachedAt = stateSchema.parse(state);
  }

  take(event: LoopEvent): void {
    const { metric, value } = this.#spec;
    const score = scoreIn(event, metric);
    if (score === null || this.#reachedAt !== null) return;
    const reaches = smallerIsBetter(metric) ? isAtMost : isAtLeast;
    if (reaches(score.value, value)) this.#reachedAt = score.step;
  }

  get decision(): Decision | null {
    const { metric, value } = this.#spec;
    if (this.#reachedAt === null) return null;
    return { kind: 'stopped', reason: `${metric} reached ${value} at step ${this.#reachedAt}.` };
  }

  get state(): number | null {
    return this.#reachedAt;
  }
}
