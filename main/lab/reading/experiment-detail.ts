import type { EnvironmentRecord } from '#core/contract/environment-record.ts';
import type { ExperimentDetail } from '#core/contract/experiment-record.ts';
import type { Store } from '#main/store/store.ts';

/** Everything about an experiment but its series. Works on a store opened to read, too. */
export async function readExperimentDetail(store: Store, id: string): Promise<ExperimentDetail> {
  const { experiment, spec, specHash, armSpecs, runs } = await store.experiments.get(id);
  let environment: EnvironmentRecord | null = null;
  for (const run of runs) {
    const attempts = await store.attempts.list(run.id);
    environment = attempts.findLast((attempt) => attempt.environment !== null)?.environment ?? null;
    if (environment !== null) break;
  }
  return { experiment, spec, specHash, armSpecs, runs, environment };
}
