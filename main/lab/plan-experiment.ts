import { datasetOutline } from '#core/data/dataset-outline.ts';
import type { DeviceName } from '#core/device/device.ts';
import { baselineOf, expandRuns } from '#core/spec/arms.ts';
import type { ExperimentSpec, RunSpec } from '#core/spec/experiment.ts';
import { specHash } from '#core/spec/hash.ts';
import { spanSteps } from '#core/train/span-steps.ts';
import type { NewExperiment } from '#main/store/store.ts';

/** An experiment with all its runs, as the store takes it. */
export function planExperiment(spec: ExperimentSpec, device: DeviceName): NewExperiment {
  return {
    spec,
    specHash: specHash(spec),
    datasetName: datasetOutline(spec.base.dataset).name,
    baseline: baselineOf(spec),
    runs: expandRuns(spec).map((run) => ({
      ...run,
      device,
      specHash: specHash(run.spec),
      stepsPlanned: plannedSteps(run.spec),
    })),
  };
}

function plannedSteps(spec: RunSpec): number {
  const { trainCount } = datasetOutline(spec.dataset);
  return spanSteps(spec.duration, Math.floor(trainCount / spec.batchSize));
}
