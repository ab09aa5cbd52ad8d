import type { AggregatedCurve } from '#core/stats/aggregate-curve.ts';
import type { ChartPoint } from './series.ts';

/**
 * Mean over seeds as a line with a band of ± one standard deviation; no band where fewer than two runs have a value.
 * Where some of the runs have none, the point says how many have.
 */
export function bandPoints(curve: AggregatedCurve, xOfStep: (step: number) => number = (step) => step): ChartPoint[] {
  return Array.from(curve.steps, (step, index) => {
    const y = curve.mean[index];
    const sd = curve.sd[index];
    const x = xOfStep(step);
    const n = curve.n[index] < curve.runs ? { n: curve.n[index] } : {};
    return Number.isFinite(sd) ? { x, y, low: y - sd, high: y + sd, ...n } : { x, y, ...n };
  });
}
