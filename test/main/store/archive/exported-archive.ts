import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore } from '#main/store/open-store.ts';
import type { Store } from '#main/store/store.ts';
import { freshFolder } from '../experiments.ts';
import { contentOf, fillStore } from '../filled-store.ts';

export async function freshStore(): Promise<Store> {
  const store = await openStore(join(await freshFolder(), 'lab.db'), { mode: 'own' });
  onTestFinished(() => store.close());
  return store;
}

export async function filledStore(): Promise<Store> {
  const store = await freshStore();
  await fillStore(store);
  return store;
}

export async function exported(store: Store): Promise<string> {
  const file = join(await freshFolder(), 'all.bnlab');
  await store.exportArchive(
    (await store.experiments.list()).map(({ id }) => id),
    file,
  );
  return file;
}

/** What an experiment is, wherever it lies: queued runs do not stay queued on the way. */
export async function listed(store: Store) {
  const { details, sweeps } = await contentOf(store);
  return {
    sweeps,
    details: details
      .filter(({ experiment }) => experiment.removedAt === null)
      .map(({ experiment, spec, armSpecs, runs }) => ({
        experiment: { ...experiment, status: null, runs: null },
        spec,
        armSpecs,
        runs: runs.map(({ run, ...rest }) => ({
          ...rest,
          run: run.status === 'queued' ? { ...run, status: 'interrupted', failure: null } : { ...run, failure: null },
        })),
      })),
  };
}
