import type { JobEnding } from './job.ts';
import type { JobLauncher } from './job-launcher.ts';
import { comesBefore, type Lane, type QueuedJob, type QueueOrder } from './queued-job.ts';
import { ProcessPool } from './process-pool.ts';
import { RunningJob } from './running-job.ts';

export interface JobQueueOptions {
  readonly launcher: JobLauncher;
  /** Jobs that run on the CPU cores at the same time. The GPU takes one at a time. */
  readonly jobs: number;
  /** How long a cancelled or paused job may take to end by itself. */
  readonly graceMs?: number;
}

const GRACE_MS = 5_000;
const GPU_JOBS = 1;

/** Runs jobs by priority and position, a limited number at once in each lane, each in a process that runs nothing else. */
export class JobQueue {
  readonly #options: JobQueueOptions;
  /** In the order in which they start. */
  readonly #waiting: QueuedJob[] = [];
  readonly #running = new Map<string, RunningJob>();
  readonly #pool: ProcessPool;
  #jobs: number;

  constructor(options: JobQueueOptions) {
    this.#options = options;
    this.#jobs = options.jobs;
    this.#pool = new ProcessPool({ launcher: options.launcher, idleMax: () => this.#jobs });
  }

  get jobs(): number {
    return this.#jobs;
  }

  /** Jobs beyond a smaller number go on until they end. */
  set jobs(jobs: number) {
    this.#jobs = jobs;
    this.#fill();
  }

  /** Submits a job. Submitting one that is already waiting or running does nothing. */
  submit(jobs: readonly QueuedJob[]): void {
    const known = new Set([...this.#running.keys(), ...this.#waiting.map(({ id }) => id)]);
    for (const job of jobs) if (!known.has(job.id)) this.#insert(job);
    this.#fill();
  }

  /** Changes the order of waiting jobs; ids of other jobs are ignored. */
  reorder(orders: ReadonlyMap<string, QueueOrder>): void {
    const moved = this.#waiting.filter(({ id }) => orders.has(id));
    this.#withdraw(new Set(moved.map(({ id }) => id)));
    for (const job of moved) this.#insert({ ...job, order: orders.get(job.id) ?? job.order });
  }

  /**
   * Resolves when the named jobs have ended; waiting ones never start. Unknown ids are not an error: those jobs have
   * ended.
   */
  cancel(ids: Iterable<string>): Promise<void> {
    return this.#stop(new Set(ids), (job) => job.cancel(), { kind: 'stopped' });
  }

  /** The same, but running jobs end with a checkpoint. */
  pause(ids: Iterable<string>): Promise<void> {
    return this.#stop(new Set(ids), (job) => job.pause(), { kind: 'paused' });
  }

  /** Pauses running jobs and drops waiting ones without notifying their listeners, because the lab is closing. */
  async close(): Promise<void> {
    this.#waiting.length = 0;
    this.#pool.close();
    await this.pause(this.#running.keys());
  }

  async #stop(ids: ReadonlySet<string>, ask: (job: RunningJob) => void, ending: JobEnding): Promise<void> {
    const endings: Promise<void>[] = [];
    for (const [id, job] of this.#running) {
      if (!ids.has(id)) continue;
      ask(job);
      endings.push(job.ended);
    }
    for (const { listener } of this.#withdraw(ids)) endings.push(listener.ended(ending));
    await Promise.all(endings);
  }

  #withdraw(ids: ReadonlySet<string>): QueuedJob[] {
    const withdrawn = this.#waiting.filter(({ id }) => ids.has(id));
    this.#waiting.splice(0, Infinity, ...this.#waiting.filter(({ id }) => !ids.has(id)));
    return withdrawn;
  }

  #insert(job: QueuedJob): void {
    const next = this.#waiting.findIndex(({ order }) => comesBefore(job.order, order));
    this.#waiting.splice(next === -1 ? this.#waiting.length : next, 0, job);
  }

  #fill(): void {
    for (;;) {
      const index = this.#waiting.findIndex(({ lane }) => this.#hasRoom(lane));
      if (index === -1) return;
      const [queued] = this.#waiting.splice(index, 1);
      const job = new RunningJob(queued, this.#pool, this.#options.graceMs ?? GRACE_MS);
      this.#running.set(queued.id, job);
      void job.ended.finally(() => {
        this.#running.delete(queued.id);
        this.#fill();
      });
    }
  }

  #hasRoom(lane: Lane): boolean {
    const running = [...this.#running.values()].filter(({ queued }) => queued.lane === lane).length;
    return running < (lane === 'gpu' ? GPU_JOBS : this.#jobs);
  }
}
