import { SvelteMap } from 'svelte/reactivity';
import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { LabEvent } from '#core/contract/lab-event.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import type { SweepRecord } from '#core/contract/sweep-record.ts';
import type { LabClient } from '../api/connection.svelte.ts';
import { toFailure, type Failure } from '../api/failure.ts';

/** One sweep with its experiments and their runs, kept up to date by the lab's events. */
export class SweepState {
  readonly id: string;
  sweep = $state.raw<SweepRecord | null>(null);
  failure = $state.raw<Failure | null>(null);

  /** In the order of the sweep's points. */
  readonly experiments = $derived.by(() => [...this.#experiments.values()]);

  readonly #client: Pick<LabClient, 'sweeps'>;
  #loading: Promise<void> | null = null;
  /** Whether something happened after the last request. */
  #outdated = false;
  readonly #experiments = new SvelteMap<string, ExperimentRecord>();
  readonly #runs = new SvelteMap<string, RunRecord>();
  /** Recomputed at every change, once for all rows that need it. */
  readonly #runsByExperiment = $derived.by(() => {
    const groups = new Map<string, RunRecord[]>();
    for (const run of this.#runs.values()) {
      const group = groups.get(run.experimentId);
      if (group === undefined) groups.set(run.experimentId, [run]);
      else group.push(run);
    }
    return groups;
  });

  constructor(client: Pick<LabClient, 'sweeps'>, id: string) {
    this.#client = client;
    this.id = id;
  }

  /** One request at a time: any number of requests made meanwhile result in one more. */
  async load(): Promise<void> {
    this.#outdated = true;
    this.#loading ??= this.#loadUntilCurrent();
    await this.#loading;
  }

  async #loadUntilCurrent(): Promise<void> {
    while (this.#outdated) {
      this.#outdated = false;
      await this.#loadOnce();
    }
    this.#loading = null;
  }

  async #loadOnce(): Promise<void> {
    try {
      const { sweep, experiments } = await this.#client.sweeps.get({ sweepId: this.id });
      this.#experiments.clear();
      this.#runs.clear();
      for (const { experiment, runs } of experiments) {
        this.#experiments.set(experiment.id, experiment);
        for (const run of runs) this.#runs.set(run.id, run);
      }
      this.sweep = sweep;
      this.failure = null;
    } catch (thrown) {
      this.failure = toFailure(thrown);
    }
  }

  /** Of all experiments of the sweep that are in the list. */
  get runs(): RunRecord[] {
    return this.experiments.flatMap(({ id }) => this.runsOf(id));
  }

  runsOf(experimentId: string): RunRecord[] {
    return this.#runsByExperiment.get(experimentId) ?? [];
  }

  apply(event: LabEvent): void {
    switch (event.kind) {
      case 'experimentChanged':
        if (event.experiment.sweepId !== this.id || this.sweep === null) return;
        if (this.#experiments.has(event.experiment.id)) this.#experiments.set(event.experiment.id, event.experiment);
        // One that returns from the trash needs its place among the others, and its runs.
        else void this.load();
        return;
      case 'experimentRemoved':
        this.#experiments.delete(event.experimentId);
        return;
      case 'runChanged':
        if (this.#experiments.has(event.run.experimentId)) this.#runs.set(event.run.id, event.run);
        return;
      case 'grown':
      case 'points':
      case 'datasetChanged':
      case 'storeProgressed':
      case 'damageFound':
        return;
      default:
        event satisfies never;
    }
  }
}
