import type { EnvironmentRecord } from '#core/contract/environment-record.ts';
import type { ExperimentDetail } from '#core/contract/experiment-record.ts';
import type { DataRecord } from '#core/contract/data-record.ts';
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
  const data = byContent(await store.attempts.dataOfExperiment(id));
  const otherContents = await store.attempts.otherContents(id);
  const listed = Object.entries(armSpecs).map(([arm, own]) => ({ arm, spec: own }));
  return { experiment, spec, specHash, armSpecs: listed, runs, environment, data, otherContents };
}

/** Each content once, in the order in which runs loaded it. */
function byContent(ofRuns: ReadonlyMap<string, DataRecord>): ExperimentDetail['data'] {
  const contents = new Map<string, DataRecord & { runIds: string[] }>();
  for (const [runId, data] of ofRuns) {
    const known = contents.get(data.sha256);
    if (known === undefined) contents.set(data.sha256, { ...data, runIds: [runId] });
    else known.runIds.push(runId);
  }
  return [...contents.values()];
}
