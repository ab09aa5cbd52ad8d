import { StoreError } from '#core/errors.ts';
import type { Store } from '../store.ts';

/**
 * Reads all of an archive as the lab would, so that what its schemas do not take never comes into a lab.
 * @throws StoreError naming the experiment and what is wrong with it
 */
export async function requireReadable(archive: Store): Promise<void> {
  for (const { id } of await archive.listExperiments()) {
    const { runs } = await archive.getExperiment(id);
    for (const run of runs) {
      await archive.getRunSpec(run.id);
      await archive.listAttempts(run.id);
      await archive.readTensors(run.id);
      for (const { step } of await archive.listCheckpoints(run.id)) {
        const { damagedSteps } = await archive.readCheckpoint(run.id, step);
        if (damagedSteps.length === 0) continue;
        throw new StoreError(
          `The archive ${archive.file} is damaged (the checkpoint of run ${run.id} at step ${step}). Nothing was imported. Fetch or export it again.`,
          { file: archive.file },
        );
      }
    }
  }
  await archive.listSweeps();
}
