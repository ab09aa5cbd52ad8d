import type { DatasetKeeper } from '#main/datasets/dataset-keeper.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { askColumns } from '../job-questions/ask-columns.ts';
import type { LabRequests } from './lab-requests.ts';

/** Files of data on the lab's machine. */
export function datasetRequests(launcher: JobLauncher, keeper: DatasetKeeper): LabRequests['datasets'] {
  return {
    /** @throws LabError (DATA_INVALID) where the file is missing, unreadable or not a table */
    columns: (table) => askColumns(launcher, table),
    list: () => keeper.list(),
    /** @throws LabError (UNSUPPORTED) if it cannot be imported, (DATA_INVALID) for a relative path */
    import: ({ kind, from }) => keeper.import(kind, from),
    useFolder: ({ kind, folder }) => keeper.useFolder(kind, folder),
    cancel: ({ kind }) => keeper.cancel(kind),
    /** @throws LabError (CONFLICT) if its files are not this lab's to delete */
    remove: ({ kind }) => keeper.remove(kind),
  };
}
