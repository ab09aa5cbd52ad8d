import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ExperimentDetail } from '#core/contract/experiment-record.ts';
import type { LabEvent } from '#core/contract/lab-event.ts';
import { isFinal } from '#core/run/run-status.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { createLab } from '#main/lab/create-lab.ts';
import type { Lab, LabOptions } from '#main/lab/lab.ts';
import { forkCheck } from '#main/store/integrity/check-beside.ts';
import { freshFolder } from '../store/experiments.ts';

/** The process that checks a database, from its source: Node leaves the types out. */
export const startCheck = forkCheck(join(import.meta.dirname, '../../../main/store/integrity/check-process.ts'));

export async function openLab(
  launcher: JobLauncher,
  options: Partial<Pick<LabOptions, 'databaseFile' | 'jobs' | 'reportFault'>> = {},
): Promise<Lab> {
  const databaseFile = options.databaseFile ?? join(await freshFolder(), 'lab.db');
  const lab = await createLab({
    door: 'cli',
    jobs: 2,
    launcher,
    startCheck,
    appVersion: '0.0.0-test',
    ...options,
    databaseFile,
  });
  onTestFinished(() => lab.close());
  return lab;
}

/** Waits until all runs of an experiment have ended. */
export async function ended(lab: Lab, experimentId: string): Promise<ExperimentDetail> {
  const events = lab.watch({});
  for (;;) {
    const detail = await lab.experiments.get({ experimentId });
    if (detail.runs.every((run) => isFinal(run.status))) {
      await events.return?.();
      return detail;
    }
    await events.next();
  }
}

/** The first event that matches. */
export async function firstEvent<T extends LabEvent>(
  events: AsyncIterable<LabEvent>,
  isIt: (event: LabEvent) => event is T,
): Promise<T> {
  for await (const event of events) if (isIt(event)) return event;
  throw new Error('The lab said nothing of the kind');
}

export const isPoints = (event: LabEvent): event is Extract<LabEvent, { kind: 'points' }> => event.kind === 'points';
