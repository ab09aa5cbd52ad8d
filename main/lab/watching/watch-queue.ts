import type { DatasetRecord } from '#core/contract/dataset-record.ts';
import type { LabEvent } from '#core/contract/lab-event.ts';
import { mergeChunks } from '#core/series/merge-chunks.ts';
import { SeriesGrowth } from './series-growth.ts';
import { StoredPoints } from './stored-points.ts';

export type Announcement = Exclude<LabEvent, { kind: 'points' | 'grown' }> | StoredPoints;

/** Float32 values of points that may wait for one watcher (8 MiB). */
const WAITING_VALUES_MAX = 2 * 2 ** 20;
/** How series grow that are not sent is said this often at most. */
const GROWTH_INTERVAL_MS = 250;

/**
 * What one watcher has not taken yet. It holds every change of state, in order; what merely updates an older entry of
 * the same status takes its place, and points of one series are merged. A watcher that takes nothing for long loses the
 * oldest points (never a change of state); it is told that the series has grown instead, and can read them.
 */
export class WatchQueue implements AsyncIterableIterator<LabEvent> {
  /** Whose runs' points are followed; none without it. */
  readonly experimentId: string | undefined;
  readonly #series: ReadonlySet<string>;
  readonly #onEnd: (queue: WatchQueue) => void;
  readonly #waiting: Announcement[] = [];
  #waitingValues = 0;
  readonly #growth = new SeriesGrowth();
  #growthTimer: ReturnType<typeof setTimeout> | undefined;
  #isGrowthDue = false;
  #ended = false;
  #takers: ((result: IteratorResult<LabEvent>) => void)[] = [];

  /** @param series names of those whose points are passed on; of all others, only how far they have come */
  constructor(experimentId: string | undefined, series: readonly string[], onEnd: (queue: WatchQueue) => void) {
    this.experimentId = experimentId;
    this.#series = new Set(series);
    this.#onEnd = onEnd;
  }

  push(announcement: Announcement): void {
    if (this.#ended) return;
    if (announcement.kind === 'points') {
      if (announcement.experimentId !== this.experimentId) return;
      if (!this.#series.has(announcement.points.series)) return this.#pushGrowth(announcement);
    }
    const taker = this.#takers.shift();
    if (taker !== undefined) return taker({ value: eventOf(announcement), done: false });
    if (announcement.kind === 'points') return this.#pushPoints(announcement);
    const superseded = this.#waiting.findLastIndex((waiting) => sameSubject(waiting, announcement));
    // Only the newest word on a subject may be replaced, and only by one that does not change the status.
    if (superseded !== -1 && sameStatus(this.#waiting[superseded], announcement))
      this.#waiting[superseded] = announcement;
    else this.#waiting.push(announcement);
  }

  next(): Promise<IteratorResult<LabEvent>> {
    const announcement = this.#waiting.shift();
    if (announcement !== undefined) {
      if (announcement.kind === 'points') this.#waitingValues -= announcement.points.values.length;
      return Promise.resolve({ value: eventOf(announcement), done: false });
    }
    const grown = this.#takeGrowth();
    if (grown !== undefined) return Promise.resolve({ value: grown, done: false });
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** The watcher has seen enough. */
  return(): Promise<IteratorResult<LabEvent>> {
    this.#waiting.length = 0;
    this.#growth.clear();
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  /** The lab has no more to say; what waits can still be taken. */
  end(): void {
    if (this.#ended) return;
    clearTimeout(this.#growthTimer);
    this.#tellGrowth();
    this.#ended = true;
    this.#onEnd(this);
    for (const taker of this.#takers) taker({ value: undefined, done: true });
    this.#takers = [];
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #pushPoints(announcement: StoredPoints): void {
    this.#waitingValues += announcement.points.values.length;
    const { experimentId, runId, points } = announcement;
    const last = this.#waiting.findLastIndex(
      (waiting) => waiting.kind === 'points' && waiting.runId === runId && waiting.points.series === points.series,
    );
    const waiting = this.#waiting[last];
    const merged = waiting?.kind === 'points' ? mergeChunks([waiting.points, points]) : [];
    if (merged.length === 1) this.#waiting[last] = new StoredPoints(experimentId, runId, merged[0]);
    else this.#waiting.push(announcement);
    this.#dropOldestPoints();
  }

  #dropOldestPoints(): void {
    while (this.#waitingValues > WAITING_VALUES_MAX) {
      const oldest = this.#waiting.findIndex((waiting) => waiting.kind === 'points');
      const [dropped] = this.#waiting.splice(oldest, 1);
      if (dropped.kind !== 'points') continue;
      this.#waitingValues -= dropped.points.values.length;
      this.#pushGrowth(dropped);
    }
  }

  #pushGrowth(announcement: StoredPoints): void {
    this.#growth.add(announcement);
    if (!this.#isGrowthDue) this.#growthTimer ??= setTimeout(() => this.#tellGrowth(), GROWTH_INTERVAL_MS).unref();
  }

  #tellGrowth(): void {
    this.#growthTimer = undefined;
    this.#isGrowthDue = true;
    while (this.#takers.length > 0) {
      const grown = this.#takeGrowth();
      if (grown === undefined) return;
      this.#takers.shift()?.({ value: grown, done: false });
    }
  }

  #takeGrowth(): LabEvent | undefined {
    if (!this.#isGrowthDue) return undefined;
    const grown = this.#growth.take();
    // What grows from now on is said in the next interval.
    if (grown === undefined) this.#isGrowthDue = false;
    return grown;
  }
}

function sameSubject(a: Announcement, b: Announcement): boolean {
  if (a.kind === 'runChanged' && b.kind === 'runChanged') return a.run.id === b.run.id;
  if (a.kind === 'datasetChanged' && b.kind === 'datasetChanged') return a.dataset.kind === b.dataset.kind;
  if (a.kind === 'storeProgressed' && b.kind === 'storeProgressed') return a.task === b.task && a.file === b.file;
  return subjectExperiment(a) !== null && subjectExperiment(a) === subjectExperiment(b);
}

/** A removed experiment and a changed one concern the same subject; runs and points are subjects of their own. */
function subjectExperiment(announcement: Announcement): string | null {
  switch (announcement.kind) {
    case 'experimentChanged':
      return announcement.experiment.id;
    case 'experimentRemoved':
      return announcement.experimentId;
    case 'runChanged':
    case 'points':
    case 'damageFound':
    case 'datasetChanged':
    case 'storeProgressed':
      return null;
    default:
      return announcement satisfies never;
  }
}

function sameStatus(a: Announcement, b: Announcement): boolean {
  if (a.kind === 'runChanged' && b.kind === 'runChanged') return a.run.status === b.run.status;
  if (a.kind === 'datasetChanged' && b.kind === 'datasetChanged') return sameActivity(a.dataset, b.dataset);
  if (a.kind === 'storeProgressed') return true;
  return (
    a.kind === 'experimentChanged' && b.kind === 'experimentChanged' && a.experiment.status === b.experiment.status
  );
}

/** Progress of one task is news only in its newest form; its beginning and its end are always told. */
function sameActivity(a: DatasetRecord, b: DatasetRecord): boolean {
  return a.task !== null && b.task !== null;
}

function eventOf(announcement: Announcement): LabEvent {
  return announcement.kind === 'points' ? announcement.event : announcement;
}
