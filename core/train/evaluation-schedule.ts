import { assert } from '../assert.ts';

export interface EvaluationScheduleOptions {
  /** Steps between two evaluations. */
  readonly interval: number;
  readonly stepsPerEpoch: number;
  readonly stepsTotal: number;
  /** Where the run begins: 0, or the step at which it branches off another run. */
  readonly firstStep?: number;
}

/**
 * When the test set is evaluated: before the first step, at each multiple of the interval, at the end of each epoch and
 * after the last step.
 */
export class EvaluationSchedule {
  readonly #options: EvaluationScheduleOptions;

  constructor(options: EvaluationScheduleOptions) {
    this.#options = options;
  }

  isDue(step: number): boolean {
    const { interval, stepsPerEpoch, stepsTotal, firstStep = 0 } = this.#options;
    return step === firstStep || step === stepsTotal || step % interval === 0 || step % stepsPerEpoch === 0;
  }

  /** The first evaluation after a step. @param step From 0, below stepsTotal. */
  next(step: number): number {
    const { interval, stepsPerEpoch, stepsTotal } = this.#options;
    assert(step < stepsTotal, `step ${step} is before the last one, ${stepsTotal}`);
    const nextMultiple = (of: number) => (Math.floor(step / of) + 1) * of;
    return Math.min(nextMultiple(interval), nextMultiple(stepsPerEpoch), stepsTotal);
  }
}

/** How many evaluations a run has, including the one before the first step. */
export function countEvaluations({ interval, stepsPerEpoch, stepsTotal }: EvaluationScheduleOptions): number {
  const multiples = (of: number) => Math.floor(stepsTotal / of);
  const common = (interval / greatestCommonDivisor(interval, stepsPerEpoch)) * stepsPerEpoch;
  const scheduled = multiples(interval) + multiples(stepsPerEpoch) - multiples(common);
  const lastIsScheduled = stepsTotal % interval === 0 || stepsTotal % stepsPerEpoch === 0;
  return 1 + scheduled + (lastIsScheduled ? 0 : 1);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
