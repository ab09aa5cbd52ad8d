import type { DeviceName } from '#core/device/device.ts';
import { expandSweep } from '#core/spec/sweep/expand-sweep.ts';
import type { ExperimentSpec } from '#core/spec/experiment.ts';
import { specHash } from '#core/spec/hash.ts';
import type { NewSweep } from '#main/store/experiments/new-experiment.ts';
import { newExperiment } from './new-experiment.ts';

/** A sweep with all its experiments and their runs, as the store takes it. */
export function newSweep(spec: ExperimentSpec, device: DeviceName): NewSweep {
  return {
    spec,
    specHash: specHash(spec),
    points: expandSweep(spec).map(({ point, spec: experiment }) => ({
      point,
      experiment: newExperiment(experiment, device),
    })),
  };
}
