import { curveOf, type CurveChunk } from '../series/curve.ts';
import type { StepRange } from '../series/step-range.ts';
import { aggregateCurve, type AggregatedCurve } from './aggregate-curve.ts';
import { thinCurve } from './thin-curve.ts';
import { thinMean } from './thin-mean.ts';
import { wholeWindows, windowMeans } from './window-means.ts';

/**
 * A curve as it is drawn: of one run or the mean of several, of every step or of windows of steps, and of all its points
 * those that can be seen. Everything is computed from the whole series; only what comes out is thinned.
 */
export interface DrawnCurve extends AggregatedCurve {
  /** Points that it has in the range; as many as there are steps here if none was left out. */
  readonly points: number;
  /** Of each run that was asked for: of all points that were given, also of those that are not in the range. */
  readonly extents: readonly SeriesExtent[];
}

/** The largest and the last finite value of a series; null where there is none. */
export interface SeriesExtent {
  readonly largest: number | null;
  readonly last: number | null;
}

/**
 * Mean and standard deviation over the runs that have points at all, as `aggregateCurve` of their `windowMeans`. Of a
 * single run, every step, what is not finite stays a gap.
 *
 * @param runs the chunks of each run's series; none for a run that has not begun
 * @param window steps whose mean is one point; 1 leaves every step as it is
 * @param range windows that reach into it are there as a whole
 * @param pointsMax at least 6
 */
export function drawnCurve(
  runs: readonly (readonly CurveChunk[])[],
  window: number,
  range: StepRange,
  pointsMax: number,
): DrawnCurve {
  const begun = runs.filter((chunks) => chunks.length > 0);
  const extents = runs.map(extentOf);
  if (begun.length === 1 && window === 1) {
    const { steps, values, points } = thinCurve(begun[0], range, pointsMax);
    const mean = Float64Array.from(values);
    const sd = new Float64Array(steps.length).fill(Number.NaN);
    return { steps, mean, sd, n: new Int32Array(steps.length).fill(1), runs: 1, points, extents };
  }
  const windowed = begun.map((chunks) => windowMeans(curveOf(chunks), window));
  return { ...thinMean(aggregateCurve(windowed), wholeWindows(range, window), pointsMax), extents };
}

function extentOf(chunks: readonly CurveChunk[]): SeriesExtent {
  let [largest, last]: [number | null, number | null] = [null, null];
  for (const { values } of chunks) {
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      if (value - value !== 0) continue;
      if (largest === null || value > largest) largest = value;
      last = value;
    }
  }
  return { largest, last };
}
