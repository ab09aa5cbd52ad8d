import type { Curve } from '../series/curve.ts';
import type { StepRange } from '../series/step-range.ts';

/**
 * Means over windows of steps: the k-th point is the mean of the finite values with steps in (k·size, (k+1)·size],
 * standing at the window's end. It quiets the noise of single batches without the lag of a moving average, and windows
 * of different seeds share their steps, also where a run ended inside one. Step 0 belongs to the first window.
 *
 * @param lastStep where training ends: the last window stands there, if it would reach beyond
 * @throws RangeError if `size` is below 1.
 */
export function windowMeans(curve: Curve, size: number, lastStep = Infinity): Curve {
  if (!(size >= 1)) throw new RangeError(`size: expected a number from 1, received ${size}`);
  if (size === 1) return curve;
  const steps: number[] = [];
  const values: number[] = [];
  let at = 0;
  while (at < curve.steps.length) {
    const end = Math.max(1, Math.ceil(curve.steps[at] / size)) * size;
    let sum = 0;
    let n = 0;
    for (; at < curve.steps.length && curve.steps[at] <= end; at++) {
      if (!Number.isFinite(curve.values[at])) continue;
      sum += curve.values[at];
      n++;
    }
    if (n === 0) continue;
    steps.push(Math.min(end, lastStep));
    values.push(sum / n);
  }
  return { steps, values };
}

/** The range with all steps of the windows that reach into it. */
export function wholeWindows(range: StepRange, size: number): StepRange {
  if (size === 1) return range;
  const from = Math.floor((range.from - 1) / size) * size + 1;
  return { from: from <= 1 ? 0 : from, to: Math.max(1, Math.ceil(range.to / size)) * size };
}
