import { assert } from '#core/assert.ts';
import { datasetName } from '#core/data/dataset-outline.ts';
import type { DeviceName } from '#core/device/device.ts';
import { baselineOf, expandRuns } from '#core/spec/arms.ts';
import type { ExperimentSpec, RunSpec } from '#core/spec/experiment.ts';
import { specHash } from '#core/spec/hash.ts';
import { stepsPerEpoch } from '#core/spec/run-checks.ts';
import { spanSteps } from '#core/spec/training/span.ts';
import type { NewExperiment } from '#main/store/experiments/new-experiment.ts';

/** An experiment with all its runs, as the store takes it; a sweep's experiments are planned one by one. */
export function newExperiment(spec: ExperimentSpec, device: DeviceName): NewExperiment {
  assert(spec.sweep === undefined, 'a sweep is expanded before its experiments are planned');
  return {
    spec,
    specHash: specHash(spec),
    datasetName: datasetName(spec.base.dataset),
    baseline: baselineOf(spec),
    runs: expandRuns(spec).map((run) => ({
      ...run,
      device,
      specHash: specHash(run.spec),
      stepsPlanned: plannedSteps(run.spec),
    })),
  };
}

/** 0 for epochs of a set that only its file knows: the run tells as soon as it has read it. */
function plannedSteps(spec: RunSpec): number {
  return spanSteps(spec.duration, stepsPerEpoch(spec) ?? 0);
}
