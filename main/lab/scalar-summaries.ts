import type { ScalarSummary } from '#core/contract/records.ts';
import type { PointsEvent } from '#core/train/events.ts';

/**
 * The last and the best value of each scalar series of a run, as its points come in. Best is the largest, for losses
 * the smallest; a value that is not finite is never the best, and as the last one it is null.
 */
export class ScalarSummaries {
  readonly #summaries = new Map<string, ScalarSummary>();

  add(points: PointsEvent): void {
    if (points.width !== 1 || points.values.length === 0) return;
    const better = points.series.endsWith('/loss') ? Math.min : Math.max;
    let best = this.#summaries.get(points.series)?.best ?? null;
    for (const value of points.values) {
      if (Number.isFinite(value)) best = best === null ? value : better(best, value);
    }
    const last = points.values[points.values.length - 1];
    this.#summaries.set(points.series, { last: Number.isFinite(last) ? last : null, best });
  }

  toRecord(): Record<string, ScalarSummary> {
    return Object.fromEntries(this.#summaries);
  }
}
