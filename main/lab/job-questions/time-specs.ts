import type { DeviceName } from '#core/device/device.ts';
import { LabError } from '#core/errors.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import type { TimeCommand } from '#main/jobs/protocol.ts';
import type { DeviceTiming } from '#main/jobs/timing/device-timing.ts';
import { askJob } from './ask-job.ts';

/**
 * Times a few real steps of the specs on each device, in a process of its own.
 * @throws LabError where a data set cannot be read, or the process failed.
 */
export async function timeSpecs(
  launcher: JobLauncher,
  specs: readonly RunSpec[],
  devices: readonly DeviceName[],
  turbo: boolean,
  timeoutMs?: number,
): Promise<DeviceTiming[]> {
  const command: TimeCommand = { kind: 'time', specs: [...specs], devices: [...devices], turbo };
  const answer = await askJob(launcher, command, timeoutMs);
  if (answer.kind === 'timed') return answer.timings;
  throw new LabError('JOB_FAILED', `A job that was asked to time devices answers "${answer.kind}".`);
}
