import { untrack } from 'svelte';
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
import type { ChunksAtHand } from './drawn-curves.svelte.ts';
import type { ExperimentListener } from './experiment-watch.ts';
import { FollowedSeries } from './followed-series.ts';
import type { SeriesBuffer } from './series-buffer.ts';

/** What figures of the experiment are computed from, so that it is always followed. */
const COMPUTED_FROM = [TEST_ACCURACY];

/** Charts and figures follow live points this often. */
const REFRESH_MS = 250;

/** One experiment with its runs and series, kept up to date by the lab's events. */
export class ExperimentState implements ExperimentListener {
  readonly id: string;
  detail = $state.raw<ExperimentDetail | null>(null);
  failure = $state.raw<Failure | null>(null);
  removed = $state(false);

  readonly experiment = $derived(this.detail?.experiment ?? null);
  readonly spec = $derived(this.detail?.spec ?? null);
  readonly runs = $derived.by(() => [...this.#runs.values()]);
  readonly arms = $derived(this.experiment?.arms ?? []);
  readonly baseline = $derived(this.experiment?.baseline ?? '');

  /** What the subscription to the lab should bring points of. */
  namedSeries = $state.raw<readonly string[]>(COMPUTED_FROM);
  /** Why points that are followed could not be loaded, the last time that they were not. */
  seriesFailure = $state.raw<Failure | null>(null);

  #runs = new SvelteMap<string, RunRecord>();
  readonly #series: FollowedSeries;
  /** The series whose points the newest subscription brings. */
  #brought: readonly string[] = [];
  #revision = $state(0);
  #reloads = $state(0);
  /** The last step that each series of each run is known to have a point at. */
  #lastSteps = new SvelteMap<string, number>();
  /** Those since the last refresh. */
  #newLastSteps = new Map<string, number>();
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;
  #loadingCircumstances = false;

  readonly #client: LabClient;

  constructor(client: LabClient, id: string) {
    this.#client = client;
    this.id = id;
    this.#series = new FollowedSeries(
      client,
      () => {
        this.#revision += 1;
        this.seriesFailure = null;
      },
      (thrown) => (this.seriesFailure = toFailure(thrown)),
    );
  }

  watchStarted(series: readonly string[]): void {
    void this.load(series);
  }

  seriesNamed(series: readonly string[]): void {
    this.#brought = series;
    // Growth that the subscription before still held back is not announced again.
    this.#reloads += 1;
    this.#series.nameSeries(series).catch((thrown: unknown) => (this.seriesFailure = toFailure(thrown)));
  }

  /** @param series those whose points come as events from now on */
  async load(series: readonly string[] = COMPUTED_FROM): Promise<void> {
    this.#brought = series;
    this.#series.interrupt();
    try {
      const detail = await this.#client.experiments.get({ experimentId: this.id });
      if (this.detail === null) {
        this.#series.follow(
          detail.runs.map((run) => run.id),
          COMPUTED_FROM,
        );
      } else {
        // Missed events are not replayed: any series may have grown.
        this.#reloads += 1;
      }
      this.detail = detail;
      this.failure = null;
      this.#runs.clear();
      for (const run of detail.runs) this.#runs.set(run.id, run);
      // Another subscription may have taken over meanwhile.
      await this.#series.nameSeries(this.#brought);
    } catch (thrown) {
      this.failure = toFailure(thrown);
    }
  }

  /**
   * Keeps all points of series of runs at hand: loaded once, then followed live.
   * @returns what ends it
   */
  follow(runIds: readonly string[], names: readonly string[]): () => void {
    this.#series.follow(runIds, names);
    this.#nameSeries();
    return () => {
      this.#series.release(runIds, names);
      this.#nameSeries();
    };
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
        // What ran the runs, and what they learned from, is known once they have started, and no event tells it.
        if (event.run.startedAt !== null && this.#lacksData(event.run)) void this.#loadCircumstances();
        return;
      case 'grown':
        if (event.experimentId !== this.id) return;
        for (const [name, lastStep] of Object.entries(event.lastSteps)) {
          this.#series.miss(event.runId, name);
          this.#grow(event.runId, name, lastStep);
        }
        return;
      case 'points':
        if (event.experimentId === this.id) this.#receive(event.runId, event.name, event.chunk);
        return;
      case 'datasetChanged':
      case 'storeProgressed':
      case 'damageFound':
        return;
      default:
        event satisfies never;
    }
  }

  /** A series that is followed, as far as it is known. Reading it subscribes to new points. */
  series(runId: string, name: string): SeriesBuffer | null {
    void this.#revision;
    return this.#series.buffer(runId, name);
  }

  /** All points that a series has by now, if they are at hand; null if only the lab has them. */
  readonly chunksAtHand: ChunksAtHand = (runId, name) => {
    const series = this.#series.complete(runId, name);
    return series === null ? null : (series.buffer?.chunks ?? []);
  };

  /** Another number once the series has more points, of any of these runs. Reading it subscribes to that. */
  growthOf(name: string, runIds: readonly string[] = this.runs.map((run) => run.id)): number {
    // A first point at step 0 is growth as well.
    return runIds.reduce((sum, runId) => sum + (this.#lastSteps.get(keyOf(runId, name)) ?? -1) + 1, this.#reloads);
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

  /** Whether it is not known here what the run ran on, or what it learned from. */
  #lacksData({ id, steps }: RunRecord): boolean {
    if (this.detail === null) return false;
    return (
      this.detail.environment === null || (steps > 0 && !this.detail.data.some(({ runIds }) => runIds.includes(id)))
    );
  }

  async #loadCircumstances(): Promise<void> {
    if (this.#loadingCircumstances) return;
    this.#loadingCircumstances = true;
    try {
      const { environment, data, otherContents } = await this.#client.experiments.get({ experimentId: this.id });
      if (this.detail !== null) this.detail = { ...this.detail, environment, data, otherContents };
    } catch {
      // The next event of a run asks again.
    } finally {
      this.#loadingCircumstances = false;
    }
  }

  #nameSeries(): void {
    this.namedSeries = [...new Set([...COMPUTED_FROM, ...this.#series.names])].sort();
  }

  #receive(runId: string, name: string, chunk: ChunkRecord): void {
    const points = decodeChunk(name, chunk);
    this.#series.receive(points, runId);
    const count = points.values.length / points.width;
    if (count > 0) this.#grow(runId, name, points.firstStep + (count - 1) * points.stride);
  }

  #grow(runId: string, name: string, lastStep: number): void {
    const key = keyOf(runId, name);
    // A lab that only shows a database tells some points twice.
    if (lastStep <= (this.#newLastSteps.get(key) ?? this.#knownLastStep(key))) return;
    this.#newLastSteps.set(key, lastStep);
    this.#refreshTimer ??= setTimeout(() => this.#refresh(), REFRESH_MS);
  }

  #knownLastStep(key: string): number {
    return untrack(() => this.#lastSteps.get(key)) ?? -1;
  }

  #refresh(): void {
    this.#refreshTimer = undefined;
    this.#revision += 1;
    for (const [key, lastStep] of this.#newLastSteps) this.#lastSteps.set(key, lastStep);
    this.#newLastSteps.clear();
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
