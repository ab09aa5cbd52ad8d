import type { SweepDetail } from '#core/contract/sweep-record.ts';
import type { DeviceName } from '#core/device/device.ts';
import { expandSweep } from '#core/spec/sweep/expand-sweep.ts';
import type { ExperimentSpec } from '#core/spec/experiment.ts';
import { specHash } from '#core/spec/hash.ts';
import type { NewSweep } from '#main/store/experiments/new-experiment.ts';
import type { Store } from '#main/store/store.ts';
import { planExperiment } from './new-experiment.ts';

/** A sweep with all its experiments and their runs, as the store takes it. */
export function planSweep(spec: ExperimentSpec, device: DeviceName): NewSweep {
  return {
    spec,
    specHash: specHash(spec),
    points: expandSweep(spec).map(({ point, spec: experiment }) => ({
      point,
      experiment: planExperiment(experiment, device),
    })),
  };
}

/**
 * A sweep with its experiments, in the order of its points; those in the trash are left out.
 * @throws NotFoundError
 */
export async function readSweep(store: Store, id: string): Promise<SweepDetail> {
  const sweep = await store.sweeps.get(id);
  return { sweep, experiments: await store.sweeps.experiments(id) };
}
