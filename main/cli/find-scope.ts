import type { RunScope } from '#core/contract/queue.ts';
import type { LabClient } from '#main/control/connect-control.ts';
import { idOfPrefix, isBeginning } from './short-ids.ts';

/**
 * Finds what an abbreviated id refers to: a sweep, an experiment or a single run. Runs are searched last, because their
 * ids begin like the id of the experiment they were created with; tables show more characters of them (`runIdLength`).
 *
 * @throws NotFoundError if nothing begins so, LabError (CONFLICT) if several things do
 */
export async function findScope(client: LabClient, prefix: string): Promise<RunScope> {
  const scopes = new Map<string, RunScope>();
  for (const { id, sweepId } of await client.experiments.list()) {
    scopes.set(id, { kind: 'experiment', experimentId: id });
    if (sweepId !== null) scopes.set(sweepId, { kind: 'sweep', sweepId });
  }
  const ids = [...scopes.keys()];
  const scope = isBeginning(prefix, ids) ? scopes.get(idOfPrefix('experiment or sweep', prefix, ids)) : undefined;
  return scope ?? { kind: 'run', runId: await findRunId(client, prefix, 'run, experiment or sweep') };
}

/** @throws like `findScope`, and if the id is not a run's */
export async function findRunId(client: LabClient, prefix: string, what = 'run'): Promise<string> {
  const experiments = await client.experiments.list();
  const details = await Promise.all(experiments.map(({ id }) => client.experiments.get({ experimentId: id })));
  return idOfPrefix(
    what,
    prefix,
    details.flatMap(({ runs }) => runs.map(({ id }) => id)),
  );
}
