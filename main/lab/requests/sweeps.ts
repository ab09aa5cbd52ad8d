import type { Store } from '#main/store/store.ts';
import type { UnstoredEndings } from '../recording/unstored-endings.ts';
import type { RunScheduler } from '../scheduling/run-scheduler.ts';
import { runsInScope } from '../scheduling/run-scope.ts';
import type { Announcer } from '../watching/announcer.ts';
import type { LabRequests } from './lab-requests.ts';

interface Parts {
  readonly store: Store;
  readonly announcer: Announcer;
  readonly scheduler: RunScheduler;
  readonly unstored: UnstoredEndings;
}

/** Sweeps: one with its experiments, and its way into the trash and back. */
export function sweepRequests({ store, announcer, scheduler, unstored }: Parts): LabRequests['sweeps'] {
  return {
    get: async ({ sweepId }) => {
      const sweep = await store.sweeps.get(sweepId);
      const experiments = (await store.sweeps.experiments(sweepId)).map(async ({ experiment, runs }) => ({
        experiment: await unstored.ofExperiment(experiment),
        runs: runs.map((run) => unstored.ofRun(run)),
      }));
      return { sweep, experiments: await Promise.all(experiments) };
    },
    /** @returns the experiments that left the list */
    remove: async ({ sweepId }) => {
      await scheduler.cancel(await runsInScope(store, { kind: 'sweep', sweepId }));
      const removed = await store.sweeps.remove(sweepId);
      for (const { id } of removed) announcer.announce({ kind: 'experimentRemoved', experimentId: id });
      return removed;
    },
    /** @returns the experiments that are in the list again */
    restore: async ({ sweepId, removedAt }) => {
      const restored = await store.sweeps.restore(sweepId, removedAt);
      return Promise.all(restored.map(({ id }) => announcer.experimentChanged(id)));
    },
  };
}
