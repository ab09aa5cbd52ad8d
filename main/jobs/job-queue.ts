import { Job, type JobRequest } from './job.ts';
import type { JobLauncher } from './job-launcher.ts';

export interface JobQueueOptions {
  readonly launcher: JobLauncher;
  /** Jobs that run at once. */
  readonly jobs: number;
  /** How long a cancelled job may take to end by itself. */
  readonly graceMs?: number;
}

const GRACE_MS = 5_000;

/** Runs jobs in the order in which they were submitted, so many at once, each in a process of its own. */
export class JobQueue {
  readonly #options: JobQueueOptions;
  readonly #waiting: JobRequest[] = [];
  readonly #running = new Map<string, { readonly job: Job; readonly ended: Promise<void> }>();

  constructor(options: JobQueueOptions) {
    this.#options = options;
  }

  get jobs(): number {
    return this.#options.jobs;
  }

  submit(requests: readonly JobRequest[]): void {
    this.#waiting.push(...requests);
    this.#fill();
  }

  /** Resolves when the jobs named are no more; those that wait never start. Unknown ids are no error: they have ended. */
  async cancel(ids: Iterable<string>): Promise<void> {
    const named = new Set(ids);
    const endings: Promise<void>[] = [];
    for (const [id, { job, ended }] of this.#running) {
      if (!named.has(id)) continue;
      job.cancel();
      endings.push(ended);
    }
    const dropped = this.#waiting.filter((request) => named.has(request.id));
    this.#waiting.splice(0, Infinity, ...this.#waiting.filter((request) => !named.has(request.id)));
    for (const request of dropped) endings.push(request.listener.ended({ kind: 'stopped' }));
    await Promise.all(endings);
  }

  cancelAll(): Promise<void> {
    return this.cancel([...this.#running.keys(), ...this.#waiting.map((request) => request.id)]);
  }

  #fill(): void {
    while (this.#running.size < this.#options.jobs) {
      const request = this.#waiting.shift();
      if (request === undefined) return;
      const job = new Job(request, this.#options.launcher, { graceMs: this.#options.graceMs ?? GRACE_MS });
      const ended = job.run().finally(() => {
        this.#running.delete(request.id);
        this.#fill();
      });
      this.#running.set(request.id, { job, ended });
    }
  }
}
