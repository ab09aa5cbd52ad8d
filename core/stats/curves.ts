import type { Curve } from './curve.ts';

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
  const steps: number[] = [];
  const means: number[] = [];
  const sds: number[] = [];
  const counts: number[] = [];
  const positions = new Int32Array(curves.length);

  for (let step = earliestStep(curves, positions); step !== Infinity; step = earliestStep(curves, positions)) {
    // Welford's update: one pass, and no cancellation where the spread is small beside the mean.
    let n = 0;
    let mean = 0;
    let squares = 0;
    for (let c = 0; c < curves.length; c++) {
      const position = positions[c];
      if (curves[c].steps[position] !== step) continue;
      positions[c]++;
      const value = curves[c].values[position];
      if (!Number.isFinite(value)) continue;
      n++;
      const difference = value - mean;
      mean += difference / n;
      squares += difference * (value - mean);
    }
    if (n === 0) continue;
    steps.push(step);
    means.push(mean);
    sds.push(n < 2 ? NaN : Math.sqrt(squares / (n - 1)));
    counts.push(n);
  }

  return {
    steps: Float64Array.from(steps),
    mean: Float64Array.from(means),
    sd: Float64Array.from(sds),
    n: Int32Array.from(counts),
    runs: curves.length,
  };
}

/** The smallest step that no position has passed; Infinity at the end of all curves. */
function earliestStep(curves: readonly Curve[], positions: Int32Array): number {
  let earliest = Infinity;
  for (let c = 0; c < curves.length; c++) {
    if (positions[c] < curves[c].steps.length) earliest = Math.min(earliest, curves[c].steps[positions[c]]);
  }
  return earliest;
}
