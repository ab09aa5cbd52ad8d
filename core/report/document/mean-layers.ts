import type { AggregatedCurve } from '../../stats/aggregate-curve.ts';
import type { PanelLayer } from './document.ts';

/**
 * The mean over the seeds of an arm: a solid line where every run has a value and, where some have ended or have no finite
 * value, a dashed one that says how many are left.
 */
export function meanLayers({ steps, mean, n, runs }: AggregatedCurve, arm: number): PanelLayer[] {
  const line = { kind: 'line', arm, weight: 'strong', steps } as const;
  const whole = mean.map((value, i) => (n[i] === runs ? value : NaN));
  if (n.every((count) => count === runs)) return [{ ...line, values: whole }];
  // Each dashed piece begins and ends at a point of the solid line, so that no gap is left between them.
  const rest = mean.map((value, i) => (n[i] < runs || n[i + 1] < runs || n[i - 1] < runs ? value : NaN));
  return [
    { ...line, values: whole },
    { ...line, values: rest, fewer: `${n[n.length - 1]} of ${runs}` },
  ];
}

/** In words, of an arm some of whose runs end before others; null of one with all its runs to the end. */
export function fewerNote({ steps, n, runs }: AggregatedCurve, arm: string): string | null {
  const first = n.findIndex((count) => count < runs);
  return first === -1 ? null : `“${arm}” from step ${steps[first]} (${n[n.length - 1]} of ${runs} at its end)`;
}
