import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { NewExperiment, NewSweep } from '#main/store/experiments/new-experiment.ts';
import type { Store } from '#main/store/store.ts';
import type { Announcer } from '../watching/announcer.ts';
import type { RunScheduler } from './run-scheduler.ts';

interface Parts {
  readonly store: Store;
  readonly announcer: Announcer;
  readonly scheduler: RunScheduler;
  /** Throws once nothing may be started: a lab may begin to close while an experiment is planned. */
  readonly requireOpen: () => void;
}

/** Stores experiments with their runs, announces them, and queues the runs. */
export class ExperimentStarter {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @param deviceChoice how `auto` came to choose the device; null where it was asked for by name */
  async start(experiment: NewExperiment, deviceChoice: string | null): Promise<ExperimentRecord> {
    this.#parts.requireOpen();
    const { id } = await this.#parts.store.experiments.create(experiment);
    return this.#startStored(id, deviceChoice);
  }

  /** All its experiments, or none. @returns the first of them */
  async startSweep(sweep: NewSweep, deviceChoice: string | null): Promise<ExperimentRecord> {
    this.#parts.requireOpen();
    const { experiments } = await this.#parts.store.sweeps.create(sweep);
    const started: ExperimentRecord[] = [];
    for (const { id } of experiments) started.push(await this.#startStored(id, deviceChoice));
    return started[0];
  }

  async #startStored(id: string, deviceChoice: string | null): Promise<ExperimentRecord> {
    const { store, announcer, scheduler } = this.#parts;
    const { runs } = await store.experiments.get(id);
    const experiment = await announcer.experimentChanged(id);
    for (const run of runs) announcer.announce({ kind: 'runChanged', run });
    scheduler.enqueue(runs, deviceChoice);
    return experiment;
  }
}
