import type { LabEventOf } from '#core/contract/lab-event.ts';
import { lastStepOf, spanOf } from '#core/series/series-chunk.ts';
import type { StoredPoints } from './stored-points.ts';

/** How far series have come whose points are not sent. However many points come, it holds one step for each series. */
export class SeriesGrowth {
  readonly #runs = new Map<string, LabEventOf<'grown'>>();

  add({ experimentId, runId, points }: StoredPoints): void {
    const lastSteps: Record<string, number> = this.#runs.get(runId)?.lastSteps ?? {};
    const lastStep = Math.max(lastSteps[points.series] ?? 0, lastStepOf(spanOf(points)));
    this.#runs.set(runId, {
      kind: 'grown',
      experimentId,
      runId,
      lastSteps: { ...lastSteps, [points.series]: lastStep },
    });
  }

  clear(): void {
    this.#runs.clear();
  }

  /** Takes out what there is of one run; undefined if there is nothing. */
  take(): LabEventOf<'grown'> | undefined {
    for (const [runId, event] of this.#runs) {
      this.#runs.delete(runId);
      return event;
    }
    return undefined;
  }
}
