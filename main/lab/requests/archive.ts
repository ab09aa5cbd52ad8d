import { homedir } from 'node:os';
import { absolutePath } from '#main/files/absolute-path.ts';
import type { Store } from '#main/store/store.ts';
import type { Announcer } from '../watching/announcer.ts';
import type { LabRequests } from './lab-requests.ts';

/** Experiments that go from one lab to another as a file. */
export function archiveRequests(store: Store, announcer: Announcer): LabRequests['archive'] {
  return {
    export: ({ experimentIds, file: typed }) => {
      const file = absolutePath(typed, homedir());
      return store.exportArchive(experimentIds, file, announcer.storeProgress('archiveExport', file));
    },
    import: async ({ file: typed }) => {
      const file = absolutePath(typed, homedir());
      const report = await store.importArchive(file, announcer.storeProgress('archiveImport', file));
      for (const { id } of [...report.added, ...report.renamed]) await announcer.experimentChanged(id);
      return report;
    },
  };
}
