import type { AggregatedCurve } from './aggregate-curve.ts';
import type { StepRange } from '../series/step-range.ts';

export interface ThinnedMean extends AggregatedCurve {
  /** Points that the curve has in the range. */
  readonly points: number;
}

/** Of each bucket: the first and the last point, and the extremes of the mean, the band's lower and its upper edge. */
const POINTS_PER_BUCKET = 6;

/**
 * The points of a mean in `range` that can be seen where it is drawn with its band, as `thinCurve` keeps those of a
 * single run: all of them if they are `pointsMax` at most; else those that reach furthest of each bucket of steps.
 *
 * pointsMax: at least 6, one bucket.
 */
export function thinMean(curve: AggregatedCurve, range: StepRange, pointsMax: number): ThinnedMean {
  const start = partitionPoint(curve.steps, (step) => step < range.from);
  const end = partitionPoint(curve.steps, (step) => step <= range.to);
  const points = end - start;
  if (points <= pointsMax) return { ...pick(curve, indices(start, end)), points };

  const buckets = Math.max(1, Math.floor(pointsMax / POINTS_PER_BUCKET));
  const firstStep = curve.steps[start];
  const bucketWidth = (curve.steps[end - 1] - firstStep + 1) / buckets;
  const kept: number[] = [];
  let first = start;
  while (first < end) {
    const bucketEnd = firstStep + (Math.floor((curve.steps[first] - firstStep) / bucketWidth) + 1) * bucketWidth;
    let next = first + 1;
    while (next < end && curve.steps[next] < bucketEnd) next += 1;
    keepBucket(curve, first, next, kept);
    first = next;
  }
  return { ...pick(curve, kept), points };
}

function keepBucket({ mean, sd }: AggregatedCurve, first: number, end: number, kept: number[]): void {
  let [least, greatest, lowest, highest] = [first, first, -1, -1];
  for (let index = first; index < end; index += 1) {
    if (mean[index] < mean[least]) least = index;
    if (mean[index] > mean[greatest]) greatest = index;
    if (Number.isNaN(sd[index])) continue;
    if (lowest === -1 || mean[index] - sd[index] < mean[lowest] - sd[lowest]) lowest = index;
    if (highest === -1 || mean[index] + sd[index] > mean[highest] + sd[highest]) highest = index;
  }
  const ordered = [first, least, greatest, lowest, highest, end - 1].filter((index) => index >= 0);
  ordered.sort((one, other) => one - other);
  for (const index of ordered) if (kept[kept.length - 1] !== index) kept.push(index);
}

function pick({ steps, mean, sd, n, runs }: AggregatedCurve, at: ArrayLike<number>): AggregatedCurve {
  return {
    steps: Float64Array.from(at, (index) => steps[index]),
    mean: Float64Array.from(at, (index) => mean[index]),
    sd: Float64Array.from(at, (index) => sd[index]),
    n: Int32Array.from(at, (index) => n[index]),
    runs,
  };
}

function indices(start: number, end: number): Int32Array {
  return Int32Array.from({ length: end - start }, (_, index) => start + index);
}

/** How many of the ascending steps are `inFront`, where those that are come first. */
function partitionPoint(steps: Float64Array, inFront: (step: number) => boolean): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (inFront(steps[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}
