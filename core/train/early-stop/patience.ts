import { z } from 'zod';
import type { EarlyStopSpec } from '../../spec/training/early-stop.ts';
import { float32Text } from '../../series/float32-text.ts';
import { improves } from '../../spec/training/metric.ts';
import type { LoopEvent } from '../loop-events.ts';
import { scoreIn, type Criterion, type Decision } from './criterion.ts';

const stateSchema = z.strictObject({
  best: z.strictObject({ step: z.int().min(0), value: z.number() }).nullable(),
  /** Evaluations since the best one. */
  without: z.int().min(0),
});
type State = z.infer<typeof stateSchema>;

/**
 * Ends a run after `evaluations` consecutive evaluations whose metric did not beat the best earlier one by more than
 * minDelta. The evaluation before the first step counts as the first best. Prechelt 1998, "Early stopping – but when?",
 * class UP, and Keras's EarlyStopping.
 */
export class Patience implements Criterion {
  readonly #spec: NonNullable<EarlyStopSpec['patience']>;
  #state: State;

  /** @param state Of the criterion that ended where this one begins; null at the start. */
  constructor(spec: NonNullable<EarlyStopSpec['patience']>, state: unknown) {
    this.#spec = spec;
    this.#state = state === null ? { best: null, without: 0 } : stateSchema.parse(state);
  }

  take(event: LoopEvent): void {
    const score = scoreIn(event, this.#spec.metric);
    if (score === null || this.decision !== null) return;
    const { best, without } = this.#state;
    this.#state = improves(this.#spec.metric, score.value, best?.value ?? null, this.#spec.minDelta)
      ? { best: score, without: 0 }
      : { best, without: without + 1 };
  }

  get decision(): Decision | null {
    const { metric, evaluations, minDelta } = this.#spec;
    const { best, without } = this.#state;
    if (without < evaluations) return null;
    const count = `${evaluations} ${evaluations === 1 ? 'evaluation' : 'evaluations'}`;
    if (best === null) return { kind: 'stopped', reason: `${metric} was not a finite number in ${count}.` };
    const enough = minDelta > 0 ? ` by more than ${minDelta}` : '';
    const since = ` since step ${best.step}, where it was ${float32Text(best.value)}`;
    return { kind: 'stopped', reason: `${metric} has not improved${enough} in ${count}${since}.` };
  }

  get state(): State {
    return this.#state;
  }
}
