import { publishedKindsOf } from '#core/spec/dataset/published.ts';
import type { DatasetKeeper } from '#main/datasets/dataset-keeper.ts';
import type { Store } from '#main/store/store.ts';
import { newBranch } from '../creating/new-branch.ts';
import type { ExperimentPlanner } from '../planning/experiment-planner.ts';
import { drawCurves } from '../reading/draw-curves.ts';
import { completeRunFilter, findRuns } from '../reading/find-runs.ts';
import type { UnstoredEndings } from '../recording/unstored-endings.ts';
import type { ExperimentStarter } from '../scheduling/experiment-starter.ts';
import type { Announcer } from '../watching/announcer.ts';
import type { LabRequests } from './lab-requests.ts';

interface Parts {
  readonly store: Store;
  readonly announcer: Announcer;
  readonly planner: ExperimentPlanner;
  readonly datasets: DatasetKeeper;
  readonly starter: ExperimentStarter;
  readonly unstored: UnstoredEndings;
}

/** Single runs: their records and histories, their series and curves, and how they are found. */
export function runRequests({ store, announcer, planner, datasets, starter, unstored }: Parts): LabRequests['runs'] {
  return {
    get: async ({ runId }) => unstored.ofRun(await store.runs.get(runId)),
    attempts: ({ runId }) => store.attempts.list(runId),
    checkpoints: ({ runId }) => store.checkpoints.list(runId),
    /** @throws SpecError where the patched spec cannot be run; LabError (CONFLICT) if no state of the run is kept */
    branch: async (branch) => {
      const experiment = await newBranch(store, branch);
      await datasets.require(publishedKindsOf(experiment.spec));
      await planner.requireFit(experiment.spec, experiment.runs[0].device);
      return starter.start(experiment, null);
    },
    annotate: async ({ runId, change }) => {
      const run = await store.runs.update(runId, change);
      announcer.announce({ kind: 'runChanged', run });
      return run;
    },
    /** @throws FilterError, or LabError (FILTER_INVALID) for the order */
    find: async (query) => {
      const { runs, total } = await findRuns(store, query);
      return { runs: runs.map((run) => unstored.ofRun(run)), total };
    },
    completeFilter: ({ text, cursor }) => completeRunFilter(store, text, cursor),
    series: ({ runIds, names }) => store.series.read(runIds, names),
    curves: ({ curves, pointsMax }) => drawCurves(store.series, curves, pointsMax),
  };
}
