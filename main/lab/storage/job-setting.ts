import { jobCount } from '#core/contract/lab-info.ts';
import type { Store } from '#main/store/store.ts';

const KEY = 'jobs';

/** How many runs a person wants to execute at once, kept with the database; null: as many as there are cores. */
export async function readJobs(store: Store): Promise<number | null> {
  return jobCount.nullable().parse(await store.settings.read(KEY, jobCount));
}

export function writeJobs(store: Store, jobs: number): Promise<void> {
  return store.settings.write(KEY, jobCount, jobs);
}
