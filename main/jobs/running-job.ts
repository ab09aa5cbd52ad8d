import { toWireError } from '#core/errors.ts';
import { Job } from './job.ts';
import type { ProcessPool } from './process-pool.ts';
import type { QueuedJob } from './queued-job.ts';

/** A job whose turn has come: what it starts with is fetched first, then it gets a process. */
export class RunningJob {
  readonly queued: QueuedJob;
  /** Resolves when its listener has been told the end. */
  readonly ended: Promise<void>;
  readonly #pool: ProcessPool;
  readonly #graceMs: number;
  #job: Job | null = null;
  #asked: 'cancel' | 'pause' | null = null;

  constructor(queued: QueuedJob, pool: ProcessPool, graceMs: number) {
    this.queued = queued;
    this.#pool = pool;
    this.#graceMs = graceMs;
    this.ended = this.#run();
  }

  /** Asks it to end after its current step; kills it if it has not done so within the grace time. */
  cancel(): void {
    this.#asked = 'cancel';
    this.#job?.cancel();
  }

  /** The same, with a checkpoint to resume from. */
  pause(): void {
    this.#asked ??= 'pause';
    this.#job?.pause();
  }

  async #run(): Promise<void> {
    const { id, listener } = this.queued;
    let start;
    try {
      start = await this.queued.prepare();
    } catch (thrown) {
      return listener.ended({ kind: 'failed', error: toWireError(thrown) });
    }
    if (this.#asked !== null) return listener.ended({ kind: this.#asked === 'pause' ? 'paused' : 'stopped' });
    this.#job = new Job({ id, start, listener }, this.#pool.for(start), { graceMs: this.#graceMs });
    await this.#job.run();
  }
}
