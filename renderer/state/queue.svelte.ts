import type { LabEvent } from '#core/contract/lab-event.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import { isFinal } from '#core/run/run-status.ts';
import type { LabClient } from '../api/connection.svelte.ts';
import { toFailure, type Failure } from '../api/failure.ts';

/** Runs that are executing, waiting or resumable, kept up to date by the lab's events. */
export class QueueList {
  loaded = $state(false);
  failure = $state.raw<Failure | null>(null);

  #runs = $state.raw<ReadonlyMap<string, RunRecord>>(new Map());

  readonly running = $derived(this.#of('running'));
  /** In the order in which they start. */
  readonly waiting = $derived(this.#of('queued'));
  readonly paused = $derived(this.#of('paused'));
  readonly interrupted = $derived(this.#of('interrupted'));
  readonly count = $derived(this.running.length + this.waiting.length);

  readonly #client: LabClient;

  constructor(client: LabClient) {
    this.#client = client;
  }

  async load(): Promise<void> {
    try {
      const { running, waiting, paused, interrupted } = await this.#client.queue.list();
      this.#runs = new Map([...running, ...waiting, ...paused, ...interrupted].map((run) => [run.id, run]));
      this.loaded = true;
      this.failure = null;
    } catch (thrown) {
      this.failure = toFailure(thrown);
    }
  }

  apply(event: LabEvent): void {
    if (event.kind === 'runChanged') {
      const { run } = event;
      const runs = new Map(this.#runs);
      if (isFinal(run.status) && run.status !== 'interrupted') runs.delete(run.id);
      else runs.set(run.id, run);
      this.#runs = runs;
    } else if (event.kind === 'experimentRemoved') {
      this.#runs = new Map([...this.#runs].filter(([, run]) => run.experimentId !== event.experimentId));
    }
  }

  #of(status: RunRecord['status']): RunRecord[] {
    return [...this.#runs.values()].filter((run) => run.status === status).sort(byOrder);
  }
}

function byOrder(a: RunRecord, b: RunRecord): number {
  return b.priority - a.priority || a.queuePosition - b.queuePosition || a.id.localeCompare(b.id);
}
