import { z } from 'zod';
import { float32Text } from '../../series/float32-text.ts';
import { isAbove } from '../../series/float32-threshold.ts';
import { DIVERGENCE_LOOK_STEPS, type EarlyStopSpec } from '../../spec/training/early-stop.ts';
import type { LoopEvent } from '../loop-events.ts';
import type { Criterion, Decision } from './criterion.ts';

const stateSchema = z.strictObject({
  /** The first step whose loss was above the bound. */
  above: z.strictObject({ step: z.int().min(1), loss: z.number() }).nullable(),
  decided: z.boolean(),
});
type State = z.infer<typeof stateSchema>;

/**
 * Ends a run as diverged if the loss of a step is above a bound. It decides only at multiples of DIVERGENCE_LOOK_STEPS and
 * at evaluations, not as soon as it sees the step: the number of steps in a device call depends on the clock, and the step
 * at which a run ends must not.
 */
export class Divergence implements Criterion {
  readonly #spec: NonNullable<EarlyStopSpec['divergence']>;
  #state: State;

  /** @param state Of the criterion that ended where this one begins; null at the start. */
  constructor(spec: NonNullable<EarlyStopSpec['divergence']>, state: unknown) {
    this.#spec = spec;
    this.#state = state === null ? { above: null, decided: false } : stateSchema.parse(state);
  }

  take(event: LoopEvent): void {
    if (event.kind === 'points' && event.series === this.#spec.metric && this.#state.above === null) {
      const index = event.values.findIndex((loss) => isAbove(loss, this.#spec.above));
      if (index === -1 || !Number.isFinite(event.values[index])) return;
      const step = event.firstStep + index * event.stride;
      this.#state = { ...this.#state, above: { step, loss: event.values[index] } };
    }
    if (event.kind === 'boundary' && this.#state.above !== null) {
      const looks = event.evaluated || event.step % DIVERGENCE_LOOK_STEPS === 0;
      if (looks) this.#state = { ...this.#state, decided: true };
    }
  }

  get decision(): Decision | null {
    const { above, decided } = this.#state;
    if (above === null || !decided) return null;
    const reason = `${this.#spec.metric} was ${float32Text(above.loss)} at step ${above.step}, above ${this.#spec.above}.`;
    return { kind: 'diverged', step: above.step, reason };
  }

  get state(): State {
    return this.#state;
  }
}
