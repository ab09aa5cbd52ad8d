import type { DatasetRecord } from '#core/contract/dataset-record.ts';
import type { LabEvent } from '#core/contract/lab-event.ts';
import { publishedKindsOf, type PublishedKind } from '#core/spec/dataset/published.ts';
import type { ExperimentSpec } from '#core/spec/experiment.ts';
import type { LabClient } from '../api/connection.svelte.ts';
import { toFailure, type Failure } from '../api/failure.ts';

/** The published data sets as the lab's machine has them, kept up to date by the lab's events. */
export class DatasetList {
  /** Null until they were loaded. */
  all = $state.raw<readonly DatasetRecord[] | null>(null);
  failure = $state.raw<Failure | null>(null);

  readonly #client: Pick<LabClient, 'datasets'>;

  constructor(client: Pick<LabClient, 'datasets'>) {
    this.#client = client;
  }

  /** Also finds what another program or a person brought or took away. */
  async load(): Promise<void> {
    try {
      this.all = await this.#client.datasets.list();
      this.failure = null;
    } catch (thrown) {
      this.failure = toFailure(thrown);
    }
  }

  apply(event: LabEvent): void {
    if (event.kind === 'datasetChanged') this.#put(event.dataset);
  }

  of(kind: PublishedKind): DatasetRecord | null {
    return this.all?.find((one) => one.kind === kind) ?? null;
  }

  /** Those that the experiment needs and the machine lacks. */
  missingFor(spec: ExperimentSpec | null): DatasetRecord[] {
    if (spec === null || this.all === null) return [];
    const needed = publishedKindsOf(spec);
    return this.all.filter(({ kind, state }) => needed.includes(kind) && state !== 'present');
  }

  /** Asks the lab to do something to a data set, and shows what it answers. @throws what the lab refuses */
  async change(request: (datasets: LabClient['datasets']) => Promise<DatasetRecord>): Promise<void> {
    this.#put(await request(this.#client.datasets));
  }

  #put(dataset: DatasetRecord): void {
    this.all = this.all?.map((one) => (one.kind === dataset.kind ? dataset : one)) ?? null;
  }
}
