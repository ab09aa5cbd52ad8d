import { MEMORY } from '#core/series/series-name.ts';
import type { EnvironmentRecord } from '#core/contract/environment-record.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import { isFinal, isResumable } from '#core/run/run-status.ts';
import { LabError } from '#core/errors.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { JobQueue } from '#main/jobs/job-queue.ts';
import { laneOf, type QueuedJob } from '#main/jobs/queued-job.ts';
import type { StartCommand } from '#main/jobs/protocol.ts';
import type { RunChange } from '#main/store/runs/run-change.ts';
import type { Store } from '#main/store/store.ts';
import type { Announcer } from '../watching/announcer.ts';
import { RunRecorder } from '../recording/run-recorder.ts';
import type { StopCause } from '../recording/run-verdict.ts';
import { expectedData } from './expected-data.ts';

export interface RunSchedulerOptions {
  readonly store: Store;
  readonly announcer: Announcer;
  readonly launcher: JobLauncher;
  /** Runs that execute at once on the cores. */
  readonly jobs: number;
  /** False: no run tries 256-bit vectors. */
  readonly turbo: boolean;
  /** What is known of the environment of every run. */
  readonly environment: Omit<
    EnvironmentRecord,
    'deviceDescription' | 'deviceChoice' | 'precision' | 'runtime' | 'specHash'
  >;
  readonly onUnstored: (run: RunRecord, reason: unknown) => void;
}

/**
 * Executes runs and lets people steer them: pause, resume, cancel, order. What a run is to do next stands in the store
 * (its status, priority and position), so that it survives the lab; the queue in memory only follows it.
 */
export class RunScheduler {
  readonly #options: RunSchedulerOptions;
  readonly #queue: JobQueue;
  /** Runs whose jobs are being ended, and why. */
  readonly #stopping = new Map<string, StopCause>();
  #isClosing = false;

  constructor(options: RunSchedulerOptions) {
    this.#options = options;
    this.#queue = new JobQueue({ launcher: options.launcher, jobs: options.jobs });
  }

  get jobs(): number {
    return this.#queue.jobs;
  }

  /** Runs beyond a smaller number go on until they end. */
  set jobs(jobs: number) {
    this.#queue.jobs = jobs;
  }

  /**
   * Runs that are stored as queued start when their turn comes.
   * @param deviceChoice how `auto` came to choose their device; null where it was asked for by name
   */
  enqueue(runs: readonly RunRecord[], deviceChoice: string | null = null): void {
    this.#queue.submit(runs.map((run) => this.#queuedJob(run, deviceChoice)));
  }

  /** Runs that wait or run end at a step boundary with a checkpoint; those that have ended are left alone. */
  async pause(runs: readonly RunRecord[]): Promise<void> {
    const active = runs.filter(({ status }) => status === 'queued' || status === 'running');
    await this.#stop(active, 'pausing', (ids) => this.#queue.pause(ids));
    await this.#settle(active, 'paused');
  }

  /** Runs that have not ended come to an end here. */
  async cancel(runs: readonly RunRecord[]): Promise<void> {
    const active = runs.filter(({ status }) => !isFinal(status));
    await this.#stop(active, 'cancelling', (ids) => this.#queue.cancel(ids));
    await this.#settle(active, 'cancelled');
  }

  /**
   * Resumable runs join the queue; the others are left alone.
   * @param first position of the first of them; behind all that wait if not given
   */
  async resume(runs: readonly RunRecord[], first?: number): Promise<RunRecord[]> {
    const { store } = this.#options;
    const resumed: RunRecord[] = [];
    const start = first ?? (await store.runs.queueEnd());
    for (const { id } of runs.filter(({ status }) => isResumable(status))) {
      resumed.push(
        await this.#update(id, {
          status: 'queued',
          queuePosition: start + resumed.length,
          endedAt: null,
          failure: null,
        }),
      );
    }
    await this.#announceExperiments(resumed);
    this.enqueue(resumed);
    return resumed;
  }

  /** Runs that wait take another place in the queue. */
  async order(orders: ReadonlyMap<string, { readonly priority: number; readonly position: number }>): Promise<void> {
    for (const [id, { priority, position }] of orders) await this.#update(id, { priority, queuePosition: position });
    this.#queue.reorder(orders);
  }

  /** Ends running runs with a checkpoint, as interrupted; waiting runs keep waiting in the store. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#queue.close();
  }

  async #stop(
    runs: readonly RunRecord[],
    cause: StopCause,
    stop: (ids: readonly string[]) => Promise<void>,
  ): Promise<void> {
    for (const { id } of runs) this.#stopping.set(id, cause);
    try {
      await stop(runs.map(({ id }) => id));
    } finally {
      for (const { id } of runs) this.#stopping.delete(id);
    }
  }

  /** Runs that no job stood for (they were paused, or wait for a lab that works the queue off) change in the store alone. */
  async #settle(runs: readonly RunRecord[], status: 'paused' | 'cancelled'): Promise<void> {
    const settled: RunRecord[] = [];
    for (const { id } of runs) {
      const now = await this.#options.store.runs.get(id);
      const isOver = isFinal(now.status) || now.status === status || now.status === 'running';
      if (!isOver) settled.push(await this.#update(id, { status, endedAt: new Date().toISOString() }));
    }
    await this.#announceExperiments(settled);
  }

  #queuedJob(run: RunRecord, deviceChoice: string | null): QueuedJob {
    const { store, announcer, environment, onUnstored } = this.#options;
    const recorder = new RunRecorder({
      run,
      store,
      announcer,
      environment: {
        ...environment,
        ...(deviceChoice === null ? {} : { deviceChoice }),
        specHash: run.specHash,
      },
      stopCause: () => (this.#isClosing ? 'closing' : (this.#stopping.get(run.id) ?? null)),
      onUnstored,
    });
    return {
      id: run.id,
      lane: laneOf(run.device),
      order: { priority: run.priority, position: run.queuePosition },
      prepare: () => this.#prepare(run, recorder),
      listener: recorder,
    };
  }

  /** From its last whole checkpoint, or from the beginning. */
  async #prepare(run: RunRecord, recorder: RunRecorder): Promise<Omit<StartCommand, 'kind'>> {
    const { store, turbo } = this.#options;
    const spec = await store.runs.spec(run.id);
    const { step, bytes, damagedSteps } = await store.checkpoints.latest(run.id);
    const earlierSeconds = await this.#earlierSeconds(run.id);
    const isFirstOfBranch = run.parentRunId !== null && step === run.parentStep;
    // What begins anew learns from whatever is there now.
    const data = bytes === null ? null : await expectedData(store, run, spec, isFirstOfBranch);
    const note = damagedSteps.length === 0 ? null : damageNote(damagedSteps, step);
    recorder.startsFrom({ spec, step, earlierSeconds, note });
    return {
      spec,
      seed: run.seed,
      device: run.device,
      turbo,
      checkpoint: bytes,
      branch: isFirstOfBranch,
      ...(data === null ? {} : { data }),
      earlierSeconds,
    };
  }

  /** How long the run was worked on before, by its own samples: they outlive a lab that died. */
  async #earlierSeconds(runId: string): Promise<number> {
    const [memory] = await this.#options.store.series.read([runId], [MEMORY]);
    const last = memory?.chunks.at(-1);
    return last === undefined ? 0 : last.firstStep + (last.values.length / last.width) * last.stride;
  }

  async #update(id: string, change: RunChange): Promise<RunRecord> {
    const { store, announcer } = this.#options;
    const run = await store.runs.update(id, change);
    announcer.announce({ kind: 'runChanged', run });
    return run;
  }

  async #announceExperiments(runs: readonly RunRecord[]): Promise<void> {
    for (const id of new Set(runs.map(({ experimentId }) => experimentId))) {
      await this.#options.announcer.experimentChanged(id);
    }
  }
}

function damageNote(damagedSteps: readonly number[], step: number): string {
  const which = damagedSteps.length === 1 ? `step ${damagedSteps[0]} is` : `steps ${damagedSteps.join(', ')} are`;
  const instead = step === 0 ? 'from the beginning' : `from step ${step}`;
  return `The checkpoint at ${which} damaged, so the run went on ${instead}. No result is changed by it.`;
}

/** @throws LabError (CONFLICT) if the run has finished or is under way */
export function requireResumable({ id, status }: RunRecord): void {
  if (isResumable(status)) return;
  throw new LabError('CONFLICT', `The run ${id} cannot be resumed: it is ${status}.`, { id, status });
}
