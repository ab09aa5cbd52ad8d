import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { LabEventOf } from '#core/contract/lab-event.ts';
import type { StoreTask } from '#core/contract/store-care.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { openStore } from '#main/store/open-store.ts';
import { freshFolder } from '../../store/experiments.ts';
import { fillStore } from '../../store/filled-store.ts';
import { openLab } from '../opened-lab.ts';

/** No run is started here. */
const launcher: JobLauncher = {
  launch() {
    throw new Error('No job was to be launched.');
  },
};

it('reports the progress of backups, checks and archives to its watchers, from 0 to 1', async () => {
  const folder = await freshFolder();
  const databaseFile = join(folder, 'lab.db');
  const store = await openStore(databaseFile, { mode: 'own' });
  await fillStore(store);
  await store.close();
  const lab = await openLab(launcher, { databaseFile });
  const experimentIds = (await lab.experiments.list()).map(({ id }) => id);
  const archive = join(folder, 'all.bnlab');
  const copy = join(folder, 'copy.db');

  const told = new Map<StoreTask, LabEventOf<'storeProgressed'>[]>();
  const events = lab.watch({});
  const watching = (async () => {
    for await (const event of events) {
      if (event.kind === 'storeProgressed') told.set(event.task, [...(told.get(event.task) ?? []), event]);
    }
  })();
  await lab.archive.export({ experimentIds, file: archive });
  await lab.archive.import({ file: archive });
  await lab.store.backup({ file: copy });
  await lab.store.check();
  await events.return?.();
  await watching;

  const files = { archiveExport: archive, archiveImport: archive, backup: copy, check: databaseFile };
  for (const [task, file] of Object.entries(files) as [StoreTask, string][]) {
    const shares = (told.get(task) ?? []).map((event) => event.share);
    expect(shares[0], task).toBe(0);
    expect(shares, task).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1), task).toBe(1);
    expect(new Set(told.get(task)!.map((event) => event.file)), task).toEqual(new Set([file]));
  }
});
