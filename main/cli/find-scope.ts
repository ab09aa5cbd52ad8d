import type { RunScope } from '#core/contract/queue.ts';
import type { ExperimentDetail } from '#core/contract/records.ts';
import type { LabClient } from '#main/control/connect-control.ts';
import { idOfPrefix } from './short-ids.ts';

/**
 * Whose runs an abbreviated id means: a sweep's, an experiment's or a single run.
 * @throws NotFoundError if nothing begins so, LabError (CONFLICT) if several things do
 */
export async function findScope(client: LabClient, prefix: string): Promise<RunScope> {
  const details = await allDetails(client);
  const scopes = new Map<string, RunScope>();
  for (const { experiment, runs } of details) {
    scopes.set(experiment.id, { kind: 'experiment', experimentId: experiment.id });
    for (const run of runs) scopes.set(run.id, { kind: 'run', runId: run.id });
    if (experiment.sweepId !== null) scopes.set(experiment.sweepId, { kind: 'sweep', sweepId: experiment.sweepId });
  }
  const id = idOfPrefix('run, experiment or sweep', prefix, [...scopes.keys()]);
  return scopes.get(id) ?? { kind: 'run', runId: id };
}

/** @throws as `findScope`, and if it is no run */
export async function findRunId(client: LabClient, prefix: string): Promise<string> {
  const details = await allDetails(client);
  return idOfPrefix(
    'run',
    prefix,
    details.flatMap(({ runs }) => runs.map(({ id }) => id)),
  );
}

async function allDetails(client: LabClient): Promise<ExperimentDetail[]> {
  const experiments = await client.experiments.list();
  return Promise.all(experiments.map(({ id }) => client.experiments.get({ experimentId: id })));
}
