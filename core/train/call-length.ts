/** Target duration of a device call: short enough to cancel promptly, long enough that its overhead is negligible. */
const TARGET_MS = 20;
/** Limits how much one fast call can lengthen the next. */
const GROWTH_MAX = 4;

/**
 * Finds how many steps fill a call of about 20 ms. It affects only how steps are grouped into calls; a run's results are
 * the same for every grouping.
 */
export class CallLength {
  #steps = 1;
  readonly #stepsMax: number;
  readonly #clock: () => number;

  /** @param clock Milliseconds since any moment. */
  constructor(stepsMax: number, clock: () => number) {
    this.#stepsMax = stepsMax;
    this.#clock = clock;
  }

  /** Runs one call and learns from its duration. @param run Takes the number of steps, at most `stepsLeft`. */
  async call<Result>(stepsLeft: number, run: (steps: number) => Promise<Result>): Promise<Result> {
    const steps = Math.min(this.#steps, stepsLeft);
    const start = this.#clock();
    const result = await run(steps);
    const durationMs = Math.max(this.#clock() - start, 0);
    const fitting = durationMs === 0 ? Infinity : (steps * TARGET_MS) / durationMs;
    // A call cut short by an evaluation says little about longer ones, so growth is limited to a multiple of its own length.
    this.#steps = Math.floor(Math.min(Math.max(fitting, 1), steps * GROWTH_MAX, this.#stepsMax));
    return result;
  }
}
