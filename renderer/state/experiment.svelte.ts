import { TEST_ACCURACY, TRAIN_LOSS } from '#core/series/series-name.ts';
import { SvelteMap } from 'svelte/reactivity';
import type { ExperimentDetail } from '#core/contract/experiment-record.ts';
import type { LabEvent } from '#core/contract/lab-event.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import type { ChunkRecord } from '#core/contract/series-record.ts';
import { decodeChunk } from '#core/contract/series-codec.ts';
import { EMPTY_CURVE, type Curve } from '#core/series/curve.ts';
import type { RunResult } from '#core/stats/run-result.ts';
import type { LabClient } from '../api/connection.svelte.ts';
import { toFailure, type Failure } from '../api/failure.ts';
import { SeriesBuffer } from './series-buffer.ts';

/** What figures of the experiment are computed from: all of it. Curves are drawn by the lab (`DrawnCurves`). */
const COMPUTED_FROM = [TEST_ACCURACY];

/** Charts and figures follow live points this often. */
const REFRESH_MS = 250;

/** One experiment with its runs and series, kept up to date by the lab's events. */
export class ExperimentState {
  readonly id: string;
  detail = $state.raw<ExperimentDetail | null>(null);
  failure = $state.raw<Failure | null>(null);
  removed = $state(false);

  readonly experiment = $derived(this.detail?.experiment ?? null);
  readonly spec = $derived(this.detail?.spec ?? null);
  readonly runs = $derived.by(() => [...this.#runs.values()]);
  readonly arms = $derived(this.experiment?.arms ?? []);
  readonly baseline = $derived(this.experiment?.baseline ?? '');

  #runs = new SvelteMap<string, RunRecord>();
  #buffers = new Map<string, SeriesBuffer>();
  /** Series that were asked for, by key; points of others are not kept. */
  #wanted = new Set<string>();
  /** Live points of a series whose past is still under way. */
  #early = new Map<string, ChunkRecord[]>();
  #revision = $state(0);
  #reloads = $state(0);
  /** How often points of a series have come, of any run, by name. */
  #growth = new SvelteMap<string, number>();
  #grown = new Set<string>();
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;
  #loadingEnvironment = false;

  readonly #client: LabClient;

  constructor(client: LabClient, id: string) {
    this.#client = client;
    this.id = id;
  }

  async load(): Promise<void> {
    try {
      const detail = await this.#client.experiments.get({ experimentId: this.id });
      // What happened while nobody listened is not told.
      if (this.detail !== null) this.#reloads += 1;
      this.detail = detail;
      this.failure = null;
      this.#runs.clear();
      for (const run of detail.runs) this.#runs.set(run.id, run);
      await this.#loadSeries(
        detail.runs.map((run) => run.id),
        COMPUTED_FROM,
      );
    } catch (thrown) {
      this.failure = toFailure(thrown);
    }
  }

  /** Running statistics and the like: loaded once, then followed live. */
  async want(runId: string, names: readonly string[]): Promise<void> {
    const missing = names.filter((name) => !this.#wanted.has(keyOf(runId, name)));
    if (missing.length > 0) await this.#loadSeries([runId], missing);
  }

  apply(event: LabEvent): void {
    switch (event.kind) {
      case 'experimentChanged':
        if (event.experiment.id !== this.id || this.detail === null) return;
        this.detail = { ...this.detail, experiment: event.experiment };
        return;
      case 'experimentRemoved':
        if (event.experimentId === this.id) this.removed = true;
        return;
      case 'runChanged':
        if (event.run.experimentId !== this.id) return;
        this.#runs.set(event.run.id, event.run);
        // What ran the runs is known once the first has started, and no event tells it.
        if (event.run.startedAt !== null && this.detail?.environment === null) void this.#loadEnvironment();
        return;
      case 'points':
        if (event.experimentId === this.id) this.#receive(event.runId, event.name, event.chunk);
        return;
      case 'damageFound':
        return;
      default:
        event satisfies never;
    }
  }

  /** Reading it subscribes to new points. */
  series(runId: string, name: string): SeriesBuffer | null {
    void this.#revision;
    return this.#buffers.get(keyOf(runId, name)) ?? null;
  }

  /** Another number once points of the series have come, of any run. Reading it subscribes to that. */
  growthOf(name: string): number {
    return this.#reloads + (this.#growth.get(name) ?? 0);
  }

  /** The runs as statistics take them. */
  results(): RunResult[] {
    return this.runs.map((run) => ({
      arm: run.arm,
      seed: run.seed,
      status: run.status,
      testAccuracy: this.series(run.id, TEST_ACCURACY)?.curve ?? EMPTY_CURVE,
      trainLoss: lastPoint(run, TRAIN_LOSS),
    }));
  }

  stop(): void {
    clearTimeout(this.#refreshTimer);
  }

  async #loadEnvironment(): Promise<void> {
    if (this.#loadingEnvironment) return;
    this.#loadingEnvironment = true;
    try {
      const { environment } = await this.#client.experiments.get({ experimentId: this.id });
      if (this.detail !== null) this.detail = { ...this.detail, environment };
    } catch {
      // The next event of a run asks again.
    } finally {
      this.#loadingEnvironment = false;
    }
  }

  async #loadSeries(runIds: readonly string[], names: readonly string[]): Promise<void> {
    const keys = runIds.flatMap((runId) => names.map((name) => keyOf(runId, name)));
    for (const key of keys) {
      this.#wanted.add(key);
      this.#early.set(key, []);
    }
    try {
      const loaded = await this.#client.runs.series({ runIds: [...runIds], names: [...names] });
      for (const { runId, name, chunks } of loaded) {
        this.#buffers.delete(keyOf(runId, name));
        for (const chunk of chunks) this.#append(keyOf(runId, name), chunk);
      }
    } catch (thrown) {
      for (const key of keys) this.#wanted.delete(key);
      throw thrown;
    } finally {
      for (const key of keys) {
        for (const chunk of this.#early.get(key) ?? []) this.#append(key, chunk);
        this.#early.delete(key);
      }
    }
    this.#revision += 1;
  }

  #receive(runId: string, name: string, chunk: ChunkRecord): void {
    const key = keyOf(runId, name);
    const early = this.#early.get(key);
    if (early !== undefined) early.push(chunk);
    else if (this.#wanted.has(key)) this.#append(key, chunk);
    this.#grown.add(name);
    this.#refreshTimer ??= setTimeout(() => this.#refresh(), REFRESH_MS);
  }

  #refresh(): void {
    this.#refreshTimer = undefined;
    this.#revision += 1;
    for (const name of this.#grown) this.#growth.set(name, (this.#growth.get(name) ?? 0) + 1);
    this.#grown.clear();
  }

  #append(key: string, chunk: ChunkRecord): void {
    const points = decodeChunk(key, chunk);
    let buffer = this.#buffers.get(key);
    if (buffer === undefined) {
      buffer = new SeriesBuffer(points.width);
      this.#buffers.set(key, buffer);
    }
    buffer.append(points);
  }
}

/** The end of a series that only its last value is asked of. */
function lastPoint(run: RunRecord, name: string): Curve {
  const last = run.summary[name]?.last ?? null;
  return last === null ? EMPTY_CURVE : { steps: [run.steps], values: [last] };
}

function keyOf(runId: string, name: string): string {
  return `${runId} ${name}`;
}
