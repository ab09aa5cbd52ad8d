import type { AggregatedCurve } from '#core/stats/curves.ts';
import type { ChartPoint } from './series.ts';

/** Mean over seeds as a line with a band of ± one standard deviation; no band where fewer than two runs have a value. */
export function bandPoints(curve: AggregatedCurve, xOfStep: (step: number) => number = (step) => step): ChartPoint[] {
  return Array.from(curve.steps, (step, index) => {
    const y = curve.mean[index];
    const sd = curve.sd[index];
    const x = xOfStep(step);
    return Number.isFinite(sd) ? { x, y, low: y - sd, high: y + sd } : { x, y };
  });
}
