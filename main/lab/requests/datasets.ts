import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { askColumns } from '../job-questions/ask-columns.ts';
import type { LabRequests } from './lab-requests.ts';

/** Files of data on the lab's machine. */
export function datasetRequests(launcher: JobLauncher): LabRequests['datasets'] {
  return {
    /** @throws LabError (DATA_INVALID) where the file is missing, unreadable or not a table */
    columns: (table) => askColumns(launcher, table),
  };
}
