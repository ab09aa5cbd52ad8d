import { z } from 'zod';
import { seriesTraits } from '../series/series-name.ts';
import type { CheckpointSpec } from '../spec/training/checkpoint.ts';
import { improves } from '../spec/training/metric.ts';
import type { Follower, LoopEvent } from './loop-events.ts';

const stateSchema = z.strictObject({
  /** Step and finite scores of the last evaluation. */
  evaluation: z.strictObject({ step: z.int().min(0), scores: z.record(z.string(), z.number()) }).nullable(),
  /** The best value so far of the metric that decides which checkpoint is the best. */
  best: z.number().nullable(),
});
type State = z.infer<typeof stateSchema>;

export interface CheckpointScheduleOptions {
  readonly spec: CheckpointSpec;
  /** Steps between two checkpoints; null if the clock decides. */
  readonly steps: number | null;
  /** Where the run begins. This state needs no checkpoint, or already has one. */
  readonly firstStep: number;
  /** Milliseconds since any moment; never goes back. */
  readonly clock: () => number;
}

/** Decides when a checkpoint is due, and remembers the scores of its step. Follows the run's events. */
export class CheckpointSchedule implements Follower {
  readonly #options: CheckpointScheduleOptions;
  #state: State;
  #lastStep: number;
  #lastMs: number;
  #isBest = false;

  /** @param state Of the schedule that ended where this one begins; null at the start. */
  constructor(options: CheckpointScheduleOptions, state: unknown) {
    this.#options = options;
    this.#lastStep = options.firstStep;
    this.#lastMs = options.clock();
    this.#state = state === null ? { evaluation: null, best: null } : stateSchema.parse(state);
  }

  take(event: LoopEvent): void {
    if (event.kind !== 'points' || event.width !== 1) return;
    if (seriesTraits(event.series)?.recordedAt !== 'evaluation') return;
    const { firstStep: step, series } = event;
    const value = event.values[0];
    const { evaluation, best } = this.#state;
    const scores = evaluation?.step === step ? evaluation.scores : {};
    const isBest = series === this.#options.spec.keepBest?.metric && improves(series, value, best);
    this.#isBest ||= isBest;
    this.#state = {
      evaluation: { step, scores: Number.isFinite(value) ? { ...scores, [series]: value } : scores },
      best: isBest ? value : best,
    };
  }

  /** Whether a checkpoint should be taken at this boundary. */
  isDue(step: number): boolean {
    if (this.#isBest) return true;
    if (step === this.#lastStep) return false;
    const { spec, steps, clock } = this.#options;
    return steps === null ? clock() - this.#lastMs >= spec.interval.count * 1_000 : step % steps === 0;
  }

  /** Whether this step has a checkpoint, or is where the run began. */
  isTaken(step: number): boolean {
    return step === this.#lastStep && !this.#isBest;
  }

  /** Records that a checkpoint has been taken. */
  taken(step: number): void {
    this.#lastStep = step;
    this.#lastMs = this.#options.clock();
    this.#isBest = false;
  }

  /** Scores of this step; empty if it was not evaluated. */
  scoresAt(step: number): Readonly<Record<string, number>> {
    const { evaluation } = this.#state;
    return evaluation?.step === step ? evaluation.scores : {};
  }

  get state(): State {
    return this.#state;
  }
}
