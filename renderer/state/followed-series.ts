import { decodeChunk } from '#core/contract/series-codec.ts';
import type { ChunkRecord } from '#core/contract/series-record.ts';
import type { SeriesChunk } from '#core/series/series-chunk.ts';
import type { LabClient } from '../api/connection.svelte.ts';
import { SeriesBuffer } from './series-buffer.ts';

/** A series of one run that somebody follows. */
interface Followed {
  readonly runId: string;
  readonly name: string;
  followers: number;
  /** Null while it has no points. */
  buffer: SeriesBuffer | null;
  /** Whether every point that is stored is in the buffer, or on its way. */
  complete: boolean;
  /** The loading under way, with the live points that came meanwhile. */
  loading: { readonly early: SeriesChunk[]; missed: boolean } | null;
}

/**
 * The series of an experiment that are kept up to date in full: loaded once, then continued by the points that the
 * subscription to the lab brings. What it did not bring is loaded again. A series that could not be loaded stays
 * incomplete until the next subscription.
 */
export class FollowedSeries {
  readonly #client: Pick<LabClient, 'runs'>;
  readonly #onLoaded: () => void;
  readonly #onFailure: (thrown: unknown) => void;
  readonly #followed = new Map<string, Followed>();
  /** Series whose points the subscription brings; none before it stands. */
  #named: ReadonlySet<string> = new Set();

  constructor(client: Pick<LabClient, 'runs'>, onLoaded: () => void, onFailure: (thrown: unknown) => void) {
    this.#client = client;
    this.#onLoaded = onLoaded;
    this.#onFailure = onFailure;
  }

  /** Each once, in the order of the alphabet. */
  get names(): string[] {
    return [...new Set([...this.#followed.values()].map(({ name }) => name))].sort();
  }

  follow(runIds: readonly string[], names: readonly string[]): void {
    for (const [key, runId, name] of pairs(runIds, names)) {
      const followed = this.#followed.get(key);
      if (followed !== undefined) followed.followers += 1;
      else this.#followed.set(key, { runId, name, followers: 1, buffer: null, complete: false, loading: null });
    }
    void this.#loadIncomplete().catch(this.#onFailure);
  }

  /** The counterpart of `follow`. */
  release(runIds: readonly string[], names: readonly string[]): void {
    for (const [key] of pairs(runIds, names)) {
      const followed = this.#followed.get(key);
      if (followed === undefined) continue;
      followed.followers -= 1;
      if (followed.followers === 0) this.#followed.delete(key);
    }
  }

  /** Points may have been missed of every series: nothing is loaded before the next subscription names its series. */
  interrupt(): void {
    this.#named = new Set();
    for (const followed of this.#followed.values()) [followed.complete, followed.loading] = [false, null];
  }

  /** The subscription brings the points of these series, and has missed none of those that it brought before. */
  async nameSeries(named: readonly string[]): Promise<void> {
    this.#named = new Set(named);
    for (const followed of this.#followed.values()) {
      if (!this.#named.has(followed.name)) [followed.complete, followed.loading] = [false, null];
    }
    await this.#loadIncomplete();
  }

  receive(points: SeriesChunk, runId: string): void {
    const followed = this.#followed.get(keyOf(runId, points.series));
    if (followed?.loading) followed.loading.early.push(points);
    else if (followed?.complete) append(followed, points);
  }

  /** The series has points that did not come. */
  miss(runId: string, name: string): void {
    const followed = this.#followed.get(keyOf(runId, name));
    if (followed === undefined) return;
    followed.complete = false;
    if (followed.loading !== null) followed.loading.missed = true;
    else void this.#loadIncomplete().catch(this.#onFailure);
  }

  /** As far as it is known; null while it has no points. */
  buffer(runId: string, name: string): SeriesBuffer | null {
    return this.#followed.get(keyOf(runId, name))?.buffer ?? null;
  }

  /** A series with all its points; null if it is not followed, or not known in full. */
  complete(runId: string, name: string): { readonly buffer: SeriesBuffer | null } | null {
    const followed = this.#followed.get(keyOf(runId, name));
    return followed?.complete === true ? followed : null;
  }

  /** @throws what the client throws */
  async #loadIncomplete(): Promise<void> {
    const missing = [...this.#followed.values()].filter(
      ({ name, complete, loading }) => this.#named.has(name) && !complete && loading === null,
    );
    const names = new Set(missing.map(({ name }) => name));
    await Promise.all(
      [...names].map((name) =>
        this.#load(
          name,
          missing.filter((followed) => followed.name === name),
        ),
      ),
    );
  }

  async #load(name: string, series: readonly Followed[]): Promise<void> {
    const loadings = series.map((followed) => {
      const loading = { early: [], missed: false };
      followed.loading = loading;
      return { followed, loading };
    });
    /** Loadings that were not given up for another one. */
    const present = () => loadings.filter(({ followed, loading }) => followed.loading === loading);
    try {
      const loaded = await this.#client.runs.series({ runIds: series.map(({ runId }) => runId), names: [name] });
      const chunksOf = new Map<string, readonly ChunkRecord[]>(loaded.map(({ runId, chunks }) => [runId, chunks]));
      for (const { followed, loading } of present()) {
        followed.buffer = null;
        for (const chunk of chunksOf.get(followed.runId) ?? []) append(followed, decodeChunk(name, chunk));
        for (const points of loading.early) append(followed, points);
        [followed.complete, followed.loading] = [!loading.missed, null];
      }
    } catch (thrown) {
      for (const { followed } of present()) followed.loading = null;
      throw thrown;
    }
    this.#onLoaded();
    await this.#loadIncomplete();
  }
}

function append(followed: Followed, points: SeriesChunk): void {
  followed.buffer ??= new SeriesBuffer(points.width);
  followed.buffer.append(points);
}

function* pairs(runIds: readonly string[], names: readonly string[]): Generator<[string, string, string]> {
  for (const runId of runIds) for (const name of names) yield [keyOf(runId, name), runId, name];
}

function keyOf(runId: string, name: string): string {
  return `${runId} ${name}`;
}
