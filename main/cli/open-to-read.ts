import type { RunRecord } from '#core/contract/run-record.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Store } from '#main/store/store.ts';
import { warn } from '#main/terminal/write-line.ts';
import { idOfPrefix } from './short-ids.ts';

/**
 * Opens the database to read, which also works while the app owns it and where nothing can be written, and always closes it
 * again.
 */
export async function withStore<T>(file: string, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(file, { mode: 'read' });
  if (store.isCopy) {
    warn(`${file} lies where nothing can be written: this shows a temporary copy of it.`);
  }
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** @throws NotFoundError if no experiment begins so, LabError (CONFLICT) if several do */
export async function findExperimentId(store: Store, prefix: string): Promise<string> {
  const experiments = await store.experiments.list();
  return idOfPrefix(
    'experiment',
    prefix,
    experiments.map(({ id }) => id),
  );
}

/** @throws NotFoundError if no run begins so, LabError (CONFLICT) if several do */
export async function findRun(store: Store, prefix: string): Promise<RunRecord> {
  const experiments = await store.experiments.list();
  const details = await Promise.all(experiments.map(({ id }) => store.experiments.get(id)));
  const runs = details.flatMap((detail) => detail.runs);
  const id = idOfPrefix(
    'run',
    prefix,
    runs.map((run) => run.id),
  );
  return store.runs.get(id);
}
