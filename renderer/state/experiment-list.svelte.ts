import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { LabEvent } from '#core/contract/lab-event.ts';
import type { LabClient } from '../api/connection.svelte.ts';
import { toFailure, type Failure } from '../api/failure.ts';

/** All experiments of the lab, first pinned ones, then the newest, kept up to date by the lab's events. */
export class ExperimentList {
  experiments = $state.raw<readonly ExperimentRecord[]>([]);
  loaded = $state(false);
  failure = $state.raw<Failure | null>(null);

  readonly #client: LabClient;

  constructor(client: LabClient) {
    this.#client = client;
  }

  async load(): Promise<void> {
    try {
      this.experiments = sortedByAge(await this.#client.experiments.list());
      this.loaded = true;
      this.failure = null;
    } catch (thrown) {
      this.failure = toFailure(thrown);
    }
  }

  apply(event: LabEvent): void {
    if (event.kind === 'experimentChanged') {
      const { experiment } = event;
      const others = this.experiments.filter((one) => one.id !== experiment.id);
      this.experiments = sortedByAge([...others, experiment]);
    } else if (event.kind === 'experimentRemoved') {
      this.experiments = this.experiments.filter((one) => one.id !== event.experimentId);
    }
  }
}

function sortedByAge(experiments: readonly ExperimentRecord[]): ExperimentRecord[] {
  return [...experiments].sort(
    (a, b) => Number(b.pinned) - Number(a.pinned) || b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id),
  );
}
