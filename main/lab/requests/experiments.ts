import { publishedKindsOf } from '#core/spec/dataset/published.ts';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import type { DatasetKeeper } from '#main/datasets/dataset-keeper.ts';
import type { Store } from '#main/store/store.ts';
import { newExperiment } from '../creating/new-experiment.ts';
import { newSweep } from '../creating/new-sweep.ts';
import type { ExperimentPlanner } from '../planning/experiment-planner.ts';
import { readExperimentDetail } from '../reading/experiment-detail.ts';
import { compareRepetition } from '../reading/repetitions.ts';
import { experimentReport } from '../reading/report.ts';
import type { UnstoredEndings } from '../recording/unstored-endings.ts';
import type { ExperimentStarter } from '../scheduling/experiment-starter.ts';
import type { RunScheduler } from '../scheduling/run-scheduler.ts';
import { runsInScope } from '../scheduling/run-scope.ts';
import type { Announcer } from '../watching/announcer.ts';
import type { LabRequests } from './lab-requests.ts';

interface Parts {
  readonly store: Store;
  readonly announcer: Announcer;
  readonly planner: ExperimentPlanner;
  readonly datasets: DatasetKeeper;
  readonly scheduler: RunScheduler;
  readonly starter: ExperimentStarter;
  readonly unstored: UnstoredEndings;
  readonly appVersion: string;
}

/** Experiments: the list, the trash, one with its runs, its report. */
export function experimentRequests(parts: Parts): LabRequests['experiments'] {
  const { store, announcer, planner, datasets, scheduler, starter, unstored, appVersion } = parts;
  return {
    list: async () => {
      const stored = await store.experiments.list();
      return Promise.all(stored.map((experiment) => unstored.ofExperiment(experiment)));
    },
    get: async ({ experimentId }) => {
      const stored = await readExperimentDetail(store, experimentId);
      const experiment = await unstored.ofExperiment(stored.experiment);
      return { ...stored, experiment, runs: stored.runs.map((run) => unstored.ofRun(run)) };
    },
    /**
     * @throws SpecError with every fault; DataError if a published data set is not here; DeviceError (UNSUPPORTED) with
     * the figures where a run cannot fit
     */
    start: async (request) => {
      const spec = parseExperiment(request.spec);
      await datasets.require(publishedKindsOf(spec));
      // Once for all runs: arms that are compared must not differ in their device.
      const { device, reason } =
        request.device === 'auto' ? await planner.choose(spec) : { device: request.device, reason: null };
      await planner.requireFit(spec, device);
      return spec.sweep === undefined
        ? starter.start(newExperiment(spec, device), reason)
        : starter.startSweep(newSweep(spec, device), reason);
    },
    remove: async ({ experimentId }) => {
      await scheduler.cancel(await runsInScope(store, { kind: 'experiment', experimentId }));
      await store.experiments.remove(experimentId);
      announcer.announce({ kind: 'experimentRemoved', experimentId });
    },
    restore: async ({ experimentId }) => {
      await store.experiments.restore(experimentId);
      return announcer.experimentChanged(experimentId);
    },
    trash: () => store.experiments.trash(),
    /** @throws NotFoundError; LabError (CONFLICT) if it is not in the trash */
    delete: ({ experimentId }) => store.experiments.delete(experimentId),
    annotate: async ({ experimentId, change }) => {
      await store.experiments.annotate(experimentId, change);
      return announcer.experimentChanged(experimentId);
    },
    repetitions: async ({ experimentId }) => {
      const stored = await store.experiments.repetitions(experimentId);
      return Promise.all(stored.map((experiment) => unstored.ofExperiment(experiment)));
    },
    compareRepetition: ({ experimentId, otherId }) => compareRepetition(store, experimentId, otherId),
    report: ({ experimentId, format }) => experimentReport(store, experimentId, format, appVersion),
  };
}
