import type { Curve } from './curve.ts';

/**
 * Means over windows of steps: the k-th point is the mean of the finite values with steps in (k·size, (k+1)·size],
 * standing at the last step of them. It quiets the noise of single batches without the lag of a moving average, and
 * windows of different seeds share their steps. Step 0 belongs to the first window.
 *
 * @throws RangeError if `size` is below 1.
 */
export function windowMeans(curve: Curve, size: number): Curve {
  if (!(size >= 1)) throw new RangeError(`size: expected a number from 1, received ${size}`);
  if (size === 1) return curve;
  const steps: number[] = [];
  const values: number[] = [];
  let at = 0;
  while (at < curve.steps.length) {
    const end = Math.max(1, Math.ceil(curve.steps[at] / size)) * size;
    let sum = 0;
    let n = 0;
    let last = curve.steps[at];
    for (; at < curve.steps.length && curve.steps[at] <= end; at++) {
      if (!Number.isFinite(curve.values[at])) continue;
      sum += curve.values[at];
      n++;
      last = curve.steps[at];
    }
    if (n === 0) continue;
    steps.push(last);
    values.push(sum / n);
  }
  return { steps, values };
}
