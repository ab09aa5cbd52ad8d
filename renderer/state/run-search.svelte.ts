import type { LabEvent } from '#core/contract/lab-event.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import type { FilterCompletion, RunOrder } from '#core/contract/run-search.ts';
import type { FilterFault } from '#core/errors.ts';
import type { LabClient } from '../api/connection.svelte.ts';
import { toFailure, type Failure } from '../api/failure.ts';

export const RUNS_PER_PAGE = 100;

/** A filter counts as typed this long after the last key. */
const TYPING_MS = 350;
/** Runs report many times a second; a table that changes that often cannot be read. */
const REFRESH_MS = 1_500;

/** One page of the runs that match a filter, across all experiments, kept up to date by the lab's events. */
export class RunSearch {
  /** As it stands in the input; the runs shown belong to the last valid one. */
  filter = $state('');
  order = $state.raw<RunOrder | null>(null);
  offset = $state(0);
  runs = $state.raw<readonly RunRecord[]>([]);
  total = $state(0);
  loaded = $state(false);
  /** The error in the filter as it stands in the input. */
  fault = $state.raw<FilterFault | null>(null);
  failure = $state.raw<Failure | null>(null);

  readonly #client: LabClient;
  /** Answers to superseded questions are dropped. */
  #asked = 0;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: LabClient, filter: string) {
    this.#client = client;
    this.filter = filter;
  }

  /** Called while the user types; runs are loaded when typing pauses. */
  type(filter: string): void {
    this.filter = filter;
    this.fault = null;
    this.offset = 0;
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => void this.load(), TYPING_MS);
  }

  submit(filter: string): void {
    this.type(filter);
    void this.load();
  }

  /** The same field again reverses the order, and a third time removes it. */
  orderBy(field: string): void {
    const { order } = this;
    if (order?.field !== field) this.order = { field, descending: true };
    else this.order = order.descending ? { field, descending: false } : null;
    this.offset = 0;
    void this.load();
  }

  turnTo(offset: number): void {
    this.offset = offset;
    void this.load();
  }

  async load(): Promise<void> {
    clearTimeout(this.#typingTimer);
    this.#asked += 1;
    const asked = this.#asked;
    const { filter, order, offset } = this;
    try {
      const page = await this.#client.runs.find({
        filter,
        offset,
        limit: RUNS_PER_PAGE,
        ...(order === null ? {} : { order }),
      });
      if (asked !== this.#asked) return;
      this.runs = page.runs;
      this.total = page.total;
      this.loaded = true;
      this.fault = null;
      this.failure = null;
      // If runs were removed, the page may be beyond the last one.
      if (page.runs.length === 0 && offset > 0) this.turnTo(0);
    } catch (thrown) {
      if (asked !== this.#asked) return;
      const failure = toFailure(thrown);
      this.fault = failure.fault;
      this.failure = failure.fault === null ? failure : null;
      if (failure.fault === null) this.loaded = true;
    }
  }

  complete(text: string, cursor: number): Promise<FilterCompletion> {
    return this.#client.runs.completeFilter({ text, cursor });
  }

  apply(event: LabEvent): void {
    if (event.kind === 'points' || event.kind === 'grown') return;
    if (event.kind === 'runChanged') {
      this.runs = this.runs.map((run) => (run.id === event.run.id ? event.run : run));
    }
    this.#refreshTimer ??= setTimeout(() => {
      this.#refreshTimer = undefined;
      void this.load();
    }, REFRESH_MS);
  }

  stop(): void {
    this.#asked += 1;
    clearTimeout(this.#typingTimer);
    clearTimeout(this.#refreshTimer);
  }
}
