import { homedir } from 'node:os';
import { absolutePath } from '#main/files/absolute-path.ts';
import type { Store } from '#main/store/store.ts';
import type { Announcer } from '../watching/announcer.ts';
import type { LabRequests } from './lab-requests.ts';

/** Experiments that go from one lab to another as a file. */
export function archiveRequests(store: Store, announcer: Announcer): LabRequests['archive'] {
  return {
    export: ({ experimentIds, file }) => store.exportArchive(experimentIds, absolutePath(file, homedir())),
    import: async ({ file }) => {
      const report = await store.importArchive(absolutePath(file, homedir()));
      for (const { id } of [...report.added, ...report.renamed]) await announcer.experimentChanged(id);
      return report;
    },
  };
}
