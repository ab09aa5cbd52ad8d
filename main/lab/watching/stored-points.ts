import type { LabEventOf } from '#core/contract/lab-event.ts';
import { encodeChunk } from '#core/contract/series-codec.ts';
import type { SeriesChunk } from '#core/series/series-chunk.ts';

/** Points of one run that are in the store, as they are announced inside the lab. */
export class StoredPoints {
  readonly kind = 'points';
  readonly experimentId: string;
  readonly runId: string;
  readonly points: SeriesChunk;
  #event: LabEventOf<'points'> | undefined;

  constructor(experimentId: string, runId: string, points: SeriesChunk) {
    this.experimentId = experimentId;
    this.runId = runId;
    this.points = points;
  }

  /** As watchers receive them. Encoded once for all of them, when the first one takes it. */
  get event(): LabEventOf<'points'> {
    const { experimentId, runId, points } = this;
    this.#event ??= { kind: 'points', experimentId, runId, name: points.series, chunk: encodeChunk(points) };
    return this.#event;
  }
}
