import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointEvent, TrainEvent } from '#core/train/events.ts';
import { ForkLauncher } from '#main/jobs/fork-launcher.ts';
import { Job, type JobEnding, type JobLimits, type JobRequest } from '#main/jobs/job.ts';
import type { JobLauncher, JobProcess } from '#main/jobs/job-launcher.ts';
import type { Pulse } from '#main/jobs/protocol.ts';
import { RecordedRun } from '../../core/train/recorded-run.ts';
import { freshFolder } from '../store/experiments.ts';

export interface JobOptions extends Partial<JobLimits> {
  readonly launcher: JobLauncher;
  readonly start: JobRequest['start'];
  /** Called with each event, before it is acknowledged to the job. */
  readonly onEvent?: (event: TrainEvent, job: RecordedJob) => void | Promise<void>;
}

/** A job that runs, and everything that it sends. */
export class RecordedJob {
  readonly job: Job;
  readonly events: TrainEvent[] = [];
  readonly pulses: Pulse[] = [];
  readonly ending: Promise<JobEnding>;
  process: JobProcess | null = null;

  constructor({ launcher, start, onEvent, graceMs = 30_000, silenceMaxMs }: JobOptions) {
    const watched: JobLauncher = { launch: () => (this.process = launcher.launch()) };
    let end: (ending: JobEnding) => void = () => undefined;
    this.ending = new Promise((resolve) => (end = resolve));
    const listener: JobRequest['listener'] = {
      launching: async () => undefined,
      environment: async () => undefined,
      data: async () => undefined,
      events: async (events) => {
        for (const event of events) {
          this.events.push(event);
          await onEvent?.(event, this);
        }
      },
      pulse: async (pulse) => void this.pulses.push(pulse),
      ended: async (ending) => end(ending),
    };
    this.job = new Job({ id: 'job', start, listener }, watched, { graceMs, silenceMaxMs });
    void this.job.run();
  }

  get pid(): number {
    return this.process!.pid!;
  }

  get checkpoints(): CheckpointEvent[] {
    return this.events.filter((event) => event.kind === 'checkpoint');
  }

  /** What the run produced; the resources that it used depend on the machine. */
  get results(): TrainEvent[] {
    return this.events.filter((event) => event.kind !== 'points' || !event.series.startsWith('resources/'));
  }

  get record(): RecordedRun {
    return new RecordedRun(this.results);
  }
}

/** A job process that is the test's own script, to imitate misbehaving processes. */
export async function scripted(script: string): Promise<ForkLauncher> {
  const file = join(await freshFolder(), 'job.mjs');
  await writeFile(file, script);
  return new ForkLauncher(file);
}
