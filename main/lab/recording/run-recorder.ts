import type { DataRecord } from '#core/contract/data-record.ts';
import type { EnvironmentRecord } from '#core/contract/environment-record.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import { toWireError } from '#core/errors.ts';
import { DEFAULT_CHECKPOINTS } from '#core/spec/training/checkpoint.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import type { CheckpointEvent, FinishedEvent, PointsEvent, StartedEvent, TrainEvent } from '#core/train/events.ts';
import type { JobEnding, JobListener } from '#main/jobs/job.ts';
import type { JobEnvironment, Pulse } from '#main/jobs/protocol.ts';
import type { RetainedCheckpoint } from '#main/store/checkpoints/stored-checkpoint.ts';
import type { RunChange } from '#main/store/runs/run-change.ts';
import type { Store } from '#main/store/store.ts';
import type { Announcer } from '../watching/announcer.ts';
import { GpuSamples } from './gpu-samples.ts';
import { gpuUse } from './gpu-use.ts';
import { verdictOf, type StopCause } from './run-verdict.ts';
import { ScalarSummaries } from './scalar-summaries.ts';

export interface RunRecorderOptions {
  /** As it stands in the store when it is queued. */
  readonly run: RunRecord;
  readonly store: Store;
  readonly announcer: Announcer;
  /** What is known of the environment before the job tells the rest. */
  readonly environment: Omit<EnvironmentRecord, 'deviceDescription' | 'precision' | 'runtime'>;
  /** Why the lab is ending this run's job, if it is. */
  readonly stopCause: () => StopCause | null;
  /** Takes the end of a run that the store would not take. */
  readonly onUnstored: (run: RunRecord, reason: unknown) => void;
}

/** Where an attempt begins. */
export interface AttemptStart {
  readonly spec: RunSpec;
  /** Step of the checkpoint that it continues from; 0 without one. */
  readonly step: number;
  /** What earlier attempts took. */
  readonly earlierSeconds: number;
  /** For people: why it does not continue from a newer checkpoint. */
  readonly note: string | null;
}

/** Writes what one attempt at a run reports into the store, and announces it once it is there. */
export class RunRecorder implements JobListener {
  readonly #options: RunRecorderOptions;
  readonly #summaries: ScalarSummaries;
  #start: AttemptStart | null = null;
  #runtime = 'unknown';
  #steps: number;
  /** Number of the attempt, from 1; 0 before it has begun. */
  #attempt = 0;
  #startedAt: Date | null = null;
  /** Not the system's clock, which people and daemons set. */
  #startedMs = 0;
  #peakMemoryBytes: number | null = null;
  #gpuSamples: GpuSamples | null = null;
  #finished: FinishedEvent | null = null;

  constructor(options: RunRecorderOptions) {
    this.#options = options;
    this.#steps = options.run.steps;
    this.#summaries = new ScalarSummaries(options.run.summary);
  }

  /** Told before `launching`. */
  startsFrom(start: AttemptStart): void {
    this.#start = start;
    if (this.#options.run.device === 'gpu') this.#gpuSamples = new GpuSamples(gpuUse, start.earlierSeconds);
  }

  async launching(): Promise<void> {
    const { run, store, announcer } = this.#options;
    this.#startedAt = new Date();
    this.#startedMs = performance.now();
    const startedAt = this.#startedAt.toISOString();
    this.#attempt = await store.attempts.begin(run.id, startedAt, this.#start?.step ?? 0);
    const note = this.#start?.note ?? null;
    if (note !== null) await store.attempts.update(run.id, this.#attempt, { message: note });
    await this.#update({ status: 'running', startedAt: run.startedAt ?? startedAt, endedAt: null, failure: null });
    await announcer.experimentChanged(run.experimentId);
  }

  async environment(environment: JobEnvironment): Promise<void> {
    this.#runtime = environment.runtime;
  }

  async data(data: DataRecord): Promise<void> {
    const { run, store } = this.#options;
    await store.attempts.update(run.id, this.#attempt, { data });
  }

  async pulse({ seconds, peakMemoryBytes }: Pulse): Promise<void> {
    this.#peakMemoryBytes = peakMemoryBytes;
    const sample = (await this.#gpuSamples?.at(seconds)) ?? null;
    if (sample !== null) await this.events([sample]);
  }

  async events(events: readonly TrainEvent[]): Promise<void> {
    const { run, store, announcer } = this.#options;
    const points: PointsEvent[] = [];
    let checkpoint: CheckpointEvent | null = null;
    for (const event of events) {
      switch (event.kind) {
        case 'started':
          await this.#started(event);
          break;
        case 'points':
          points.push(event);
          break;
        case 'progress':
          this.#steps = Math.max(this.#steps, event.step);
          break;
        case 'checkpoint':
          checkpoint = event;
          break;
        case 'finished':
          this.#steps = event.steps;
          this.#finished = event;
          break;
        default:
          event satisfies never;
      }
    }
    const added = await store.runs.recordProgress(run.id, {
      steps: this.#steps,
      points,
      summary: this.#summaries.with(points),
      checkpoint: checkpoint === null ? null : this.#retained(checkpoint),
    });
    for (const piece of added) announcer.pointsStored(run.experimentId, run.id, piece);
    if (this.#finished !== null) await store.tensors.write(run.id, this.#finished.tensors);
    announcer.announce({ kind: 'runChanged', run: await store.runs.get(run.id) });
    await announcer.experimentProgressed(run.experimentId);
  }

  async ended(ending: JobEnding): Promise<void> {
    const { run, store, announcer, stopCause } = this.#options;
    const cause = stopCause();
    // A run that never started waits on in the store when the lab closes.
    if (this.#attempt === 0 && cause === 'closing') return;
    try {
      const { change, exit, message } = verdictOf(ending, this.#finished?.outcome ?? null, cause);
      const endedAt = new Date().toISOString();
      const durationMs = this.#startedAt === null ? null : performance.now() - this.#startedMs;
      if (durationMs !== null) {
        const firstStep = this.#start?.step ?? 0;
        await store.attempts.update(run.id, this.#attempt, {
          endedAt,
          durationMs,
          exit,
          ...(message === null ? {} : { message }),
          lastStep: this.#steps,
          peakMemoryBytes: this.#peakMemoryBytes,
          stepsPerSecond: (Math.max(0, this.#steps - firstStep) * 1_000) / Math.max(durationMs, 1),
        });
      }
      // Nobody asked to keep the states of a finished run.
      if (this.#cameToItsEnd() && this.#start?.spec.checkpoint === undefined) await store.checkpoints.delete(run.id);
      await this.#update({
        ...change,
        endedAt,
        durationMs: durationMs === null ? run.durationMs : (run.durationMs ?? 0) + durationMs,
      });
      await announcer.experimentChanged(run.experimentId);
    } catch (reason) {
      this.#endUnstored(reason);
    }
  }

  async #started({ stepsTotal, stepsPerEpoch, parameterCount, device }: StartedEvent): Promise<void> {
    const { run, store, environment } = this.#options;
    await this.#update({ stepsTotal, stepsPerEpoch, parameterCount });
    await store.attempts.update(run.id, this.#attempt, {
      environment: {
        ...environment,
        deviceDescription: device.description,
        precision: device.precision,
        runtime: this.#runtime,
      },
    });
  }

  #retained({ step, bytes, metrics }: CheckpointEvent): RetainedCheckpoint {
    const { keepLast, keepBest } = this.#start?.spec.checkpoint ?? DEFAULT_CHECKPOINTS;
    return { checkpoint: { step, bytes, metrics }, retention: { keepLast, keepBest: keepBest?.metric ?? null } };
  }

  #cameToItsEnd(): boolean {
    const kind = this.#finished?.outcome.kind;
    return kind === 'completed' || kind === 'stopped' || kind === 'diverged';
  }

  /** The database keeps the run as it was and marks it interrupted at the next opening, so say so now. */
  #endUnstored(reason: unknown): void {
    const { run, announcer, onUnstored } = this.#options;
    const ended: RunRecord = {
      ...run,
      status: 'interrupted',
      steps: this.#steps,
      startedAt: run.startedAt ?? this.#startedAt?.toISOString() ?? null,
      summary: this.#summaries.toRecord(),
      failure: `The end of this run could not be stored. ${toWireError(reason).message}`,
    };
    onUnstored(ended, reason);
    announcer.announce({ kind: 'runChanged', run: ended });
    announcer.experimentChanged(run.experimentId).catch((fault: unknown) => onUnstored(ended, fault));
  }

  async #update(change: RunChange): Promise<void> {
    const { run, store, announcer } = this.#options;
    announcer.announce({ kind: 'runChanged', run: await store.runs.update(run.id, change) });
  }
}
