import type { ScalarSummary } from '#core/contract/run-record.ts';
import { improves } from '#core/spec/training/metric.ts';
import { isResource } from '#core/series/series-name.ts';
import type { SeriesChunk } from '#core/series/series-chunk.ts';

/**
 * The last and the best value of each scalar series of a run, as its points come in. Best is the largest, for losses
 * the smallest; a value that is not finite is never the best, and as the last one it is null. What the run took of the
 * machine is none of its results.
 */
export class ScalarSummaries {
  readonly #summaries: Map<string, ScalarSummary>;

  /** @param known summaries of earlier attempts; points that a resumed run reports again change nothing */
  constructor(known: Readonly<Record<string, ScalarSummary>> = {}) {
    this.#summaries = new Map(Object.entries(known));
  }

  add(points: SeriesChunk): void {
    if (points.width !== 1 || points.values.length === 0 || isResource(points.series)) return;
    let best = this.#summaries.get(points.series)?.best ?? null;
    for (const value of points.values) if (improves(points.series, value, best)) best = value;
    const last = points.values[points.values.length - 1];
    this.#summaries.set(points.series, { last: Number.isFinite(last) ? last : null, best });
  }

  /** Those with more points. */
  with(points: readonly SeriesChunk[]): Record<string, ScalarSummary> {
    for (const piece of points) this.add(piece);
    return this.toRecord();
  }

  toRecord(): Record<string, ScalarSummary> {
    return Object.fromEntries(this.#summaries);
  }
}
