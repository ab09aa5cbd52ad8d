import type { Store } from '../store.ts';
import { damagedArchive, withArchiveErrors } from './archive-error.ts';

/**
 * Reads all of an archive as the lab would, so that what its schemas do not take never comes into a lab.
 * @throws StoreError naming the archive, the experiment and what is wrong with it
 */
export async function requireReadable(archive: Store): Promise<void> {
  await withArchiveErrors(archive.file, async () => {
    for (const { id } of await archive.listExperiments()) {
      const { runs } = await archive.getExperiment(id);
      for (const run of runs) await requireReadableRun(archive, run.id);
    }
    await archive.listSweeps();
  });
}

async function requireReadableRun(archive: Store, runId: string): Promise<void> {
  await archive.getRunSpec(runId);
  await archive.listAttempts(runId);
  await archive.readTensors(runId);
  for (const { step } of await archive.listCheckpoints(runId)) {
    const { damagedSteps } = await archive.readCheckpoint(runId, step);
    if (damagedSteps.length > 0) {
      throw damagedArchive(archive.file, `the checkpoint of run ${runId} at step ${step} is not as it was written`);
    }
  }
}
