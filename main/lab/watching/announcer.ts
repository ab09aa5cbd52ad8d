import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { StoreTask } from '#core/contract/store-care.ts';
import type { SeriesChunk } from '#core/series/series-chunk.ts';
import { StoredPoints } from './stored-points.ts';
import { type Announcement, WatchQueue } from './watch-queue.ts';

/** Progress is announced this often at most. */
const PROGRESS_INTERVAL_MS = 250;

/** Tells every watcher what happened. Nothing here steers anything. */
export class Announcer {
  readonly #readExperiment: (id: string) => Promise<ExperimentRecord>;
  readonly #queues = new Set<WatchQueue>();
  readonly #progressAnnouncedAt = new Map<string, number>();

  constructor(readExperiment: (id: string) => Promise<ExperimentRecord>) {
    this.#readExperiment = readExperiment;
  }

  /** Everything announced from now on, even before the first `next()`. */
  watch(experimentId?: string, series: readonly string[] = []): WatchQueue {
    const queue = new WatchQueue(experimentId, series, (ended) => this.#queues.delete(ended));
    this.#queues.add(queue);
    return queue;
  }

  /** Whether somebody follows points of the experiment's runs. */
  isWatched(experimentId: string): boolean {
    return [...this.#queues].some((queue) => queue.experimentId === experimentId);
  }

  announce(announcement: Announcement): void {
    for (const queue of this.#queues) queue.push(announcement);
  }

  /** Points of a run, once they are stored. */
  pointsStored(experimentId: string, runId: string, points: SeriesChunk): void {
    this.announce(new StoredPoints(experimentId, runId, points));
  }

  /** @returns the experiment's record as it is now */
  async experimentChanged(id: string): Promise<ExperimentRecord> {
    const experiment = await this.#readExperiment(id);
    this.announce({ kind: 'experimentChanged', experiment });
    return experiment;
  }

  async experimentProgressed(id: string): Promise<void> {
    const now = performance.now();
    if (now - (this.#progressAnnouncedAt.get(id) ?? -Infinity) < PROGRESS_INTERVAL_MS) return;
    this.#progressAnnouncedAt.set(id, now);
    await this.experimentChanged(id);
  }

  /** Announces how far a task is, from now on: its beginning, its end, and in between not too often. */
  storeProgress(task: StoreTask, file: string): (share: number) => void {
    let announcedAt = -Infinity;
    const progress = (share: number) => {
      const now = performance.now();
      if (share < 1 && now - announcedAt < PROGRESS_INTERVAL_MS) return;
      announcedAt = now;
      this.announce({ kind: 'storeProgressed', task, file, share });
    };
    progress(0);
    return progress;
  }

  end(): void {
    for (const queue of [...this.#queues]) queue.end();
  }
}
