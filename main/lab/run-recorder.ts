import type { EnvironmentRecord, RunRecord, RunStatus } from '#core/contract/records.ts';
import { toWireError } from '#core/errors.ts';
import type { FinishedEvent, PointsEvent, StartedEvent, TrainEvent } from '#core/train/events.ts';
import type { JobEnding, JobListener } from '#main/jobs/job.ts';
import type { JobEnvironment } from '#main/jobs/protocol.ts';
import type { RunChange, Store } from '#main/store/store.ts';
import type { Announcer } from './announcer.ts';
import { ScalarSummaries } from './scalar-summaries.ts';

export interface RunRecorderOptions {
  readonly run: RunRecord;
  readonly store: Store;
  readonly announcer: Announcer;
  /** What is known of the environment before the job tells the rest. */
  readonly environment: Omit<EnvironmentRecord, 'deviceDescription' | 'precision' | 'runtime'>;
  /** True once the lab is closing: a run that is ended by that was interrupted, not cancelled. */
  readonly isClosing: () => boolean;
  /** Takes the end of a run that the store would not take. */
  readonly onUnstored: (run: RunRecord, reason: unknown) => void;
}

/** Writes what one run's job reports into the store, and announces it once it is there. */
export class RunRecorder implements JobListener {
  readonly #options: RunRecorderOptions;
  readonly #summaries = new ScalarSummaries();
  #runtime = 'unknown';
  #steps = 0;
  /** Number of the attempt, from 1 once it has begun. */
  #attempt = 0;
  #startedAt: Date | null = null;
  #finished: FinishedEvent | null = null;

  constructor(options: RunRecorderOptions) {
    this.#options = options;
  }

  async launching(): Promise<void> {
    this.#startedAt = new Date();
    const startedAt = this.#startedAt.toISOString();
    const { run, store } = this.#options;
    this.#attempt = await store.beginAttempt(run.id, startedAt, 0);
    await this.#update({ status: 'running', startedAt });
    await this.#options.announcer.experimentChanged(this.#options.run.experimentId);
  }

  async environment(environment: JobEnvironment): Promise<void> {
    this.#runtime = environment.runtime;
  }

  async events(events: readonly TrainEvent[]): Promise<void> {
    const { run, store, announcer } = this.#options;
    const points: PointsEvent[] = [];
    for (const event of events) {
      switch (event.kind) {
        case 'started':
          await this.#start(event);
          break;
        case 'points':
          points.push(event);
          this.#summaries.add(event);
          break;
        case 'progress':
          this.#steps = event.step;
          break;
        case 'checkpoint':
          break;
        case 'finished':
          this.#steps = event.steps;
          this.#finished = event;
          break;
        default:
          event satisfies never;
      }
    }
    await store.appendPoints(run.id, this.#steps, points, this.#summaries.toRecord());
    for (const piece of points) {
      announcer.announce({ kind: 'points', experimentId: run.experimentId, runId: run.id, points: piece });
    }
    if (this.#finished !== null) await store.writeTensors(run.id, this.#finished.tensors);
    announcer.announce({ kind: 'runChanged', run: await store.getRun(run.id) });
    await announcer.experimentProgressed(run.experimentId);
  }

  async pulse(): Promise<void> {
    // The points of the run's resources tell the same.
  }

  async ended(ending: JobEnding): Promise<void> {
    try {
      const endedAt = new Date();
      await this.#update({
        ...this.#verdict(ending),
        endedAt: endedAt.toISOString(),
        durationMs: this.#startedAt === null ? null : endedAt.getTime() - this.#startedAt.getTime(),
      });
      await this.#options.announcer.experimentChanged(this.#options.run.experimentId);
    } catch (reason) {
      this.#endUnstored(reason);
    }
  }

  async #start(event: StartedEvent): Promise<void> {
    const { run, store, environment } = this.#options;
    const { stepsTotal, stepsPerEpoch, parameterCount, device } = event;
    await this.#update({ stepsTotal, stepsPerEpoch, parameterCount });
    await store.updateAttempt(run.id, this.#attempt, {
      environment: {
        ...environment,
        deviceDescription: device.description,
        precision: device.precision,
        runtime: this.#runtime,
      },
    });
  }

  #verdict(ending: JobEnding): RunChange & { readonly status: RunStatus } {
    switch (ending.kind) {
      case 'finished':
        return this.#outcome();
      case 'failed':
        // A lost device says nothing against the run: it can be done again.
        return {
          status: ending.error.code === 'DEVICE_LOST' ? 'interrupted' : 'failed',
          failure: ending.error.message,
        };
      case 'stopped':
      case 'paused':
        return this.#ended();
      case 'died':
        return { status: 'interrupted', failure: ending.message };
      default:
        return ending satisfies never;
    }
  }

  #outcome(): RunChange & { readonly status: RunStatus } {
    const outcome = this.#finished?.outcome;
    switch (outcome?.kind) {
      case 'completed':
      case 'stopped':
        return { status: 'completed' };
      case 'diverged':
        return { status: 'diverged', divergedAtStep: outcome.step };
      case 'paused':
      case 'cancelled':
        return this.#ended();
      case undefined:
        return { status: 'failed', failure: 'The job process ended without an outcome.' };
      default:
        return outcome satisfies never;
    }
  }

  #ended(): RunChange & { readonly status: RunStatus } {
    if (!this.#options.isClosing()) return { status: 'cancelled' };
    return {
      status: 'interrupted',
      failure: 'BatchNorm Lab was closed before this run ended. What it had reported is kept.',
    };
  }

  /** In the database the run stays as it was, and becomes interrupted when that is opened again: so it is told now. */
  #endUnstored(reason: unknown): void {
    const { run, announcer, onUnstored } = this.#options;
    const ended: RunRecord = {
      ...run,
      status: 'interrupted',
      steps: this.#steps,
      startedAt: this.#startedAt?.toISOString() ?? null,
      summary: this.#summaries.toRecord(),
      failure: `The end of this run could not be stored. ${toWireError(reason).message}`,
    };
    onUnstored(ended, reason);
    announcer.announce({ kind: 'runChanged', run: ended });
    announcer.experimentChanged(run.experimentId).catch((fault: unknown) => onUnstored(ended, fault));
  }

  async #update(change: RunChange): Promise<void> {
    const { run, store, announcer } = this.#options;
    announcer.announce({ kind: 'runChanged', run: await store.updateRun(run.id, change) });
  }
}
