import { isResource, RESOURCE_NAMES } from '#core/series/series-name.ts';
import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import type { Store } from '#main/store/store.ts';
import type { Announcer } from './announcer.ts';

/** How soon another process's changes are announced. */
const POLL_MS = 1_000;
/** Looking takes this share of the time at most, however much there is to look at. */
const BUSY_SHARE_MAX = 0.1;

/** A run as it was last announced, and the last second of its samples of the machine that was. */
interface KnownRun {
  readonly text: string;
  readonly run: RunRecord;
  lastSecond: number;
}

/**
 * Announces in a lab that only shows a database what its owner, another process, changes in it. SQLite tells a connection
 * whether others have written since it last asked (`PRAGMA data_version`); only then is anything compared.
 */
export class ForeignChanges {
  readonly #store: Store;
  readonly #announcer: Announcer;
  readonly #reportFault: (fault: unknown) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The look that is under way, or the last one; null before the first watcher. */
  #looking: Promise<void> | null = null;
  #stopped = false;
  #failed = false;
  #version = -1;
  #experiments = new Map<string, string>();
  #runs = new Map<string, KnownRun>();

  constructor(store: Store, announcer: Announcer, reportFault: (fault: unknown) => void) {
    this.#store = store;
    this.#announcer = announcer;
    this.#reportFault = reportFault;
  }

  /** Starts with the first watcher. What a watcher reads after this call is no older than the changes it hears of. */
  start(): void {
    this.#looking ??= this.#look(false);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async #look(announce: boolean): Promise<void> {
    const startedAt = performance.now();
    try {
      const version = this.#store.dataVersion();
      if (version !== this.#version) {
        const [experiments, runs] = await Promise.all([this.#store.experiments.list(), this.#store.runs.list()]);
        const known = this.#compareExperiments(experiments, announce);
        this.#runs = await this.#compareRuns(runs, announce);
        // Only now: a change that could not be announced in full is announced again.
        this.#experiments = known;
        this.#version = version;
      }
      this.#failed = false;
    } catch (fault) {
      // Try again; report a lasting fault only once.
      if (!this.#failed && !this.#stopped) this.#reportFault(fault);
      this.#failed = true;
    }
    if (this.#stopped) return;
    const pause = Math.max(POLL_MS, (performance.now() - startedAt) / BUSY_SHARE_MAX);
    this.#timer = setTimeout(() => {
      this.#looking = this.#look(true);
    }, pause);
    this.#timer.unref();
  }

  /** @returns what is known of them from now on */
  #compareExperiments(experiments: readonly ExperimentRecord[], announce: boolean): Map<string, string> {
    const known = new Map(experiments.map((experiment) => [experiment.id, JSON.stringify(experiment)]));
    if (!announce) return known;
    for (const experiment of experiments) {
      if (this.#experiments.get(experiment.id) === known.get(experiment.id)) continue;
      this.#announcer.announce({ kind: 'experimentChanged', experiment });
    }
    for (const experimentId of this.#experiments.keys()) {
      if (!known.has(experimentId)) this.#announcer.announce({ kind: 'experimentRemoved', experimentId });
    }
    return known;
  }

  /** @returns what is known of them from now on */
  async #compareRuns(runs: readonly RunRecord[], announce: boolean): Promise<Map<string, KnownRun>> {
    const known = new Map<string, KnownRun>();
    for (const run of runs) {
      const before = this.#runs.get(run.id);
      const now = { text: JSON.stringify(run), run, lastSecond: before?.lastSecond ?? 0 };
      known.set(run.id, now);
      if (!announce || before?.text === now.text) continue;
      if (this.#announcer.isWatched(run.experimentId)) await this.#announcePoints(now, before?.run.steps ?? 0);
      this.#announcer.announce({ kind: 'runChanged', run });
    }
    return known;
  }

  /** Points since the last look; announcing some again does no harm. Samples of the machine are placed at seconds. */
  async #announcePoints(known: KnownRun, fromStep: number): Promise<void> {
    const { run } = known;
    const ofSteps = await this.#store.series.read([run.id], undefined, { from: fromStep, to: Infinity });
    const ofSeconds = await this.#store.series.read([run.id], RESOURCE_NAMES, { from: known.lastSecond, to: Infinity });
    for (const { name, chunks } of [...ofSteps.filter((series) => !isResource(series.name)), ...ofSeconds]) {
      for (const points of chunks) {
        this.#announcer.pointsStored(run.experimentId, run.id, points);
        if (!isResource(name)) continue;
        known.lastSecond = points.firstStep + (points.values.length - 1) * points.stride;
      }
    }
  }
}
