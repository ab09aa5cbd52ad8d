import { encodeChunk } from '#core/contract/series-codec.ts';
import type { LabEvent } from '#core/contract/lab-event.ts';
import { mergeChunks } from '#core/series/merge-chunks.ts';
import type { SeriesChunk } from '#core/series/series-chunk.ts';

/** Points as they are announced inside the lab; they are encoded only when they leave it. */
export interface PointsAnnouncement {
  readonly kind: 'points';
  readonly experimentId: string;
  readonly runId: string;
  readonly points: SeriesChunk;
}

export type Announcement = Exclude<LabEvent, { kind: 'points' }> | PointsAnnouncement;

/** Float32 values of points that may wait for one watcher (8 MiB). */
const WAITING_VALUES_MAX = 2 * 2 ** 20;

/**
 * What one watcher has not taken yet. It holds every change of state, in order; what merely updates an older entry of
 * the same status takes its place, and points of one series are joined. A watcher that takes nothing for long loses the
 * oldest points (never a change of state): a gap in their steps says so, and the series can be read again.
 */
export class WatchQueue implements AsyncIterableIterator<LabEvent> {
  /** Whose points are wanted. */
  readonly experimentId: string | undefined;
  readonly #onEnd: (queue: WatchQueue) => void;
  readonly #waiting: Announcement[] = [];
  #waitingValues = 0;
  #ended = false;
  #takers: ((result: IteratorResult<LabEvent>) => void)[] = [];

  /** @param experimentId whose points are wanted; none are without it. */
  constructor(experimentId: string | undefined, onEnd: (queue: WatchQueue) => void) {
    this.experimentId = experimentId;
    this.#onEnd = onEnd;
  }

  push(announcement: Announcement): void {
    if (this.#ended) return;
    if (announcement.kind === 'points' && announcement.experimentId !== this.experimentId) return;
    const taker = this.#takers.shift();
    if (taker !== undefined) return taker({ value: encoded(announcement), done: false });
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
      return Promise.resolve({ value: encoded(announcement), done: false });
    }
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** The watcher has seen enough. */
  return(): Promise<IteratorResult<LabEvent>> {
    this.#waiting.length = 0;
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  /** The lab has no more to say; what waits can still be taken. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd(this);
    for (const taker of this.#takers) taker({ value: undefined, done: true });
    this.#takers = [];
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #pushPoints(announcement: PointsAnnouncement): void {
    this.#waitingValues += announcement.points.values.length;
    const { runId, points } = announcement;
    const last = this.#waiting.findLastIndex(
      (waiting) => waiting.kind === 'points' && waiting.runId === runId && waiting.points.series === points.series,
    );
    const waiting = this.#waiting[last];
    const joined = waiting?.kind === 'points' ? mergeChunks([waiting.points, points]) : [];
    if (waiting?.kind === 'points' && joined.length === 1) this.#waiting[last] = { ...waiting, points: joined[0] };
    else this.#waiting.push(announcement);
    this.#dropOldestPoints();
  }

  #dropOldestPoints(): void {
    while (this.#waitingValues > WAITING_VALUES_MAX) {
      const oldest = this.#waiting.findIndex((waiting) => waiting.kind === 'points');
      const [dropped] = this.#waiting.splice(oldest, 1);
      if (dropped.kind === 'points') this.#waitingValues -= dropped.points.values.length;
    }
  }
}

function sameSubject(a: Announcement, b: Announcement): boolean {
  if (a.kind === 'runChanged' && b.kind === 'runChanged') return a.run.id === b.run.id;
  return subjectExperiment(a) !== null && subjectExperiment(a) === subjectExperiment(b);
}

/** A removed experiment and a changed one are words on one subject; runs and points are subjects of their own. */
function subjectExperiment(announcement: Announcement): string | null {
  switch (announcement.kind) {
    case 'experimentChanged':
      return announcement.experiment.id;
    case 'experimentRemoved':
      return announcement.experimentId;
    case 'runChanged':
    case 'points':
    case 'damageFound':
      return null;
    default:
      return announcement satisfies never;
  }
}

function sameStatus(a: Announcement, b: Announcement): boolean {
  if (a.kind === 'runChanged' && b.kind === 'runChanged') return a.run.status === b.run.status;
  return (
    a.kind === 'experimentChanged' && b.kind === 'experimentChanged' && a.experiment.status === b.experiment.status
  );
}

function encoded(announcement: Announcement): LabEvent {
  if (announcement.kind !== 'points') return announcement;
  const { experimentId, runId, points } = announcement;
  return { kind: 'points', experimentId, runId, name: points.series, chunk: encodeChunk(points) };
}
