import type { RunScope } from '#core/contract/queue.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import type { Store } from '#main/store/store.ts';

/**
 * The runs that somebody means. `all` are those that something can be done with: runs that wait, execute, are paused or
 * were interrupted.
 *
 * @throws NotFoundError if the run, experiment or sweep named does not exist
 */
export async function runsInScope(store: Store, scope: RunScope): Promise<RunRecord[]> {
  switch (scope.kind) {
    case 'run':
      return [await store.runs.get(scope.runId)];
    case 'experiment':
      return (await store.experiments.get(scope.experimentId)).runs;
    case 'sweep':
      return runsOfSweep(store, scope.sweepId);
    case 'all': {
      const statuses = ['running', 'queued', 'paused', 'interrupted'] as const;
      return (await Promise.all(statuses.map((status) => store.runs.withStatus(status)))).flat();
    }
    default:
      return scope satisfies never;
  }
}

async function runsOfSweep(store: Store, sweepId: string): Promise<RunRecord[]> {
  await store.sweeps.get(sweepId);
  return (await store.sweeps.experiments(sweepId)).flatMap(({ runs }) => runs);
}
