import type { Curve } from '../series/curve.ts';

/**
 * Curves of several runs (one arm, several seeds) as one: mean and spread at every step at which any run has a point.
 * A run that diverged contributes its finite points until it ended; from there on `n` is smaller, and whoever draws
 * the curve shows that. Nothing is interpolated and no run is left out silently.
 */
export interface AggregatedCurve {
  readonly steps: Float64Array;
  readonly mean: Float64Array;
  /** Standard deviation divided by n − 1; NaN where n < 2. */
  readonly sd: Float64Array;
  /** How many runs have a finite value at that step. At least 1. */
  readonly n: Int32Array;
  /** How many runs were given; where n is below it, some had ended or had no finite value. */
  readonly runs: number;
}

/**
 * mean[k] and sd[k] over the runs that have a finite value at steps[k].
 *
 * Curves need not share their steps; a step appears once. Steps at which no run has a finite value are absent.
 */
export function aggregateCurve(curves: readonly Curve[]): AggregatedCurve {
  const columns = new Columns(Math.max(0, ...curves.map((curve) => curve.steps.length)));
  const positions = new Int32Array(curves.length);
  /** Where each curve stands; infinite at its end. */
  const next = Float64Array.from(curves, ({ steps }) => (steps.length > 0 ? steps[0] : Infinity));

  for (let step = leastOf(next); step !== Infinity; step = leastOf(next)) {
    // Welford's update: one pass, and no cancellation where the spread is small beside the mean.
    let n = 0;
    let mean = 0;
    let squares = 0;
    for (let c = 0; c < curves.length; c++) {
      if (next[c] !== step) continue;
      const { steps, values } = curves[c];
      const value = values[positions[c]++];
      next[c] = positions[c] < steps.length ? steps[positions[c]] : Infinity;
      if (!Number.isFinite(value)) continue;
      n++;
      const difference = value - mean;
      mean += difference / n;
      squares += difference * (value - mean);
    }
    if (n > 0) columns.push(step, mean, n < 2 ? NaN : Math.sqrt(squares / (n - 1)), n);
  }
  return { ...columns.filled(), runs: curves.length };
}

function leastOf(numbers: Float64Array): number {
  let least = Infinity;
  for (let index = 0; index < numbers.length; index++) if (numbers[index] < least) least = numbers[index];
  return least;
}

/** Columns that grow: series of a million steps are common enough that lists of numbers would be felt. */
class Columns {
  #steps: Float64Array;
  #mean: Float64Array;
  #sd: Float64Array;
  #n: Int32Array;
  #count = 0;

  constructor(capacity: number) {
    this.#steps = new Float64Array(capacity);
    this.#mean = new Float64Array(capacity);
    this.#sd = new Float64Array(capacity);
    this.#n = new Int32Array(capacity);
  }

  push(step: number, mean: number, sd: number, n: number): void {
    if (this.#count === this.#steps.length) this.#grow();
    this.#steps[this.#count] = step;
    this.#mean[this.#count] = mean;
    this.#sd[this.#count] = sd;
    this.#n[this.#count] = n;
    this.#count += 1;
  }

  filled(): Pick<AggregatedCurve, 'steps' | 'mean' | 'sd' | 'n'> {
    const count = this.#count;
    return {
      steps: this.#steps.subarray(0, count),
      mean: this.#mean.subarray(0, count),
      sd: this.#sd.subarray(0, count),
      n: this.#n.subarray(0, count),
    };
  }

  /** Only where runs do not share their steps. */
  #grow(): void {
    const grown = new Columns(this.#steps.length * 2);
    grown.#steps.set(this.#steps);
    grown.#mean.set(this.#mean);
    grown.#sd.set(this.#sd);
    grown.#n.set(this.#n);
    [this.#steps, this.#mean, this.#sd, this.#n] = [grown.#steps, grown.#mean, grown.#sd, grown.#n];
  }
}
