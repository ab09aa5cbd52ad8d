import { jobCount } from '#core/contract/lab-info.ts';
import type { Store } from '#main/store/store.ts';

const KEY = 'jobs';
const jobSetting = jobCount.nullable();

/** How many runs a person wants to execute at once, kept with the database; null: as many as there are cores. */
export async function readJobs(store: Store): Promise<number | null> {
  return jobSetting.parse(await store.settings.read(KEY, jobSetting));
}

export function writeJobs(store: Store, jobs: number | null): Promise<void> {
  return store.settings.write(KEY, jobSetting, jobs);
}
