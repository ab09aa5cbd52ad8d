import type { CsvOutlineRecord, CsvRequest } from '#core/contract/csv-outline.ts';
import { LabError } from '#core/errors.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { askJob } from './ask-job.ts';

/**
 * The columns of a table in a file, read by a job process: a large one would keep the lab waiting.
 * @throws DataError's code where the file is missing, unreadable or no table.
 */
export async function askColumns(launcher: JobLauncher, table: CsvRequest): Promise<CsvOutlineRecord> {
  const answer = await askJob(launcher, { kind: 'columns', table });
  if (answer.kind === 'columns') return answer.outline;
  throw new LabError('JOB_FAILED', `A job that was asked for a table's columns answers "${answer.kind}".`);
}
