import type { AttemptRecord } from '#core/contract/attempt-record.ts';
import type { CheckpointRecord } from '#core/contract/checkpoint-record.ts';
import type { LabClient } from '../../api/connection.svelte.ts';
import { toFailure, type Failure } from '../../api/failure.ts';

/** What is kept of a run besides its series: its attempts, and the states from which it can resume or branch. */
export class RunHistory {
  attempts = $state.raw<readonly AttemptRecord[] | null>(null);
  checkpoints = $state.raw<readonly CheckpointRecord[]>([]);
  failure = $state.raw<Failure | null>(null);

  readonly #client: LabClient;
  readonly #runId: string;

  constructor(client: LabClient, runId: string) {
    this.#client = client;
    this.#runId = runId;
  }

  async load(): Promise<void> {
    const run = { runId: this.#runId };
    try {
      [this.attempts, this.checkpoints] = await Promise.all([
        this.#client.runs.attempts(run),
        this.#client.runs.checkpoints(run),
      ]);
      this.failure = null;
    } catch (thrown) {
      this.failure = toFailure(thrown);
    }
  }
}
