import { fromWireError, LabError } from '#core/errors.ts';
import { jobMessage } from '#main/jobs/job-message.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { malformedMessage } from '#main/jobs/malformed-message.ts';
import type { JobCommand, JobMessage } from '#main/jobs/protocol.ts';

/**
 * Puts one question to a job process of its own, which is ended after its answer: a driver that crashes and a data set
 * that fills the memory end that process alone.
 * @throws LabError with the job's error, or JOB_FAILED if it ended or timed out without an answer.
 */
export async function askJob(
  launcher: JobLauncher,
  command: JobCommand,
  timeoutMs: number = Infinity,
): Promise<JobMessage> {
  const job = launcher.launch();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const message = await new Promise<unknown>((resolve, reject) => {
      job.onMessage(resolve);
      job.onExit(({ lastWords }) =>
        reject(new LabError('JOB_FAILED', `The job process ended without an answer. ${lastWords}`.trim())),
      );
      if (timeoutMs < Infinity) {
        const late = () => reject(new LabError('JOB_FAILED', `There was no answer within ${timeoutMs / 1_000} s.`));
        timer = setTimeout(late, timeoutMs);
      }
      job.send(command);
    });
    const answer = jobMessage.safeParse(message);
    if (!answer.success) throw malformedMessage(message);
    if (answer.data.kind === 'failed') throw fromWireError(answer.data.error);
    return answer.data;
  } finally {
    clearTimeout(timer);
    job.kill();
  }
}
