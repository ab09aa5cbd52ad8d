import type { CsvOutlineRecord, CsvRequest } from '#core/contract/csv-outline.ts';
import type { LabClient } from '../../../api/connection.svelte.ts';
import { toFailure, type Failure } from '../../../api/failure.ts';

/** How long to wait after the last key. */
const PAUSE_MS = 400;

/**
 * The columns of the table that the edited experiment reads, requested from the lab once the path has stopped changing.
 */
export class CsvOutlineState {
  outline = $state.raw<CsvOutlineRecord | null>(null);
  failure = $state.raw<Failure | null>(null);
  reading = $state(false);

  readonly #client: Pick<LabClient, 'datasets'>;
  #asked = 0;

  constructor(client: Pick<LabClient, 'datasets'>) {
    this.#client = client;
  }

  /** Asks after a pause, unless the returned function is called before. */
  follow(table: CsvRequest | null): () => void {
    this.#asked += 1;
    const asked = this.#asked;
    this.outline = null;
    this.failure = null;
    this.reading = table !== null;
    if (table === null) return () => undefined;
    const timer = setTimeout(() => void this.#ask(table, asked), PAUSE_MS);
    return () => clearTimeout(timer);
  }

  /** Asks again, for a file that has changed. */
  async ask(table: CsvRequest): Promise<void> {
    this.#asked += 1;
    this.reading = true;
    await this.#ask(table, this.#asked);
  }

  async #ask(table: CsvRequest, asked: number): Promise<void> {
    let outline: CsvOutlineRecord | null = null;
    let failure: Failure | null = null;
    try {
      outline = await this.#client.datasets.columns(table);
    } catch (thrown) {
      failure = toFailure(thrown);
    }
    // An answer about an earlier path is out of date.
    if (asked !== this.#asked) return;
    this.outline = outline;
    this.failure = failure;
    this.reading = false;
  }
}
