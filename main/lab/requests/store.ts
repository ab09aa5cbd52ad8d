import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileMoment } from '#core/format/moment.ts';
import { absolutePath } from '#main/files/absolute-path.ts';
import type { Store } from '#main/store/store.ts';
import type { StoreChecks } from '../storage/store-checks.ts';
import type { Announcer } from '../watching/announcer.ts';
import type { LabRequests } from './lab-requests.ts';

/** The database as a whole: copies, space, damage, the trash. */
export function storeRequests(store: Store, checks: StoreChecks, announcer: Announcer): LabRequests['store'] {
  return {
    locate: ({ file: typed }) => {
      const file = absolutePath(typed, homedir());
      return Promise.resolve({ file, exists: existsSync(file) });
    },
    /** Default: beside the database, with the time in its name. */
    backup: async ({ file }) => {
      const target = file === undefined ? freeBackupName(store.file, new Date()) : absolutePath(file, homedir());
      await store.backup(target, announcer.storeProgress('backup', target));
      return { file: target, bytes: statSync(target).size };
    },
    compact: async () => checks.without(() => store.compact()),
    check: () => checks.check(announcer.storeProgress('check', store.file)),
    emptyTrash: async () => {
      const trash = await store.experiments.trash();
      for (const { id } of trash) await store.experiments.delete(id);
      return { experiments: trash.length };
    },
  };
}

function freeBackupName(file: string, at: Date): string {
  const stem = `${file}.${fileMoment(at)}`;
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? `${stem}.backup` : `${stem}.${attempt}.backup`;
    if (!existsSync(name)) return name;
  }
}
