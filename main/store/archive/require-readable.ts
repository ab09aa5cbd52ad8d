import { quote } from '#core/describe-value.ts';
import type { StoredExperiment } from '../experiments/stored-experiment.ts';
import type { StoreProgress } from '../store-progress.ts';
import type { Store } from '../store.ts';
import { damagedArchive, withArchiveErrors } from './archive-error.ts';

/**
 * Reads all of an archive as the lab would, so that what its schemas do not take never comes into a lab.
 * @throws StoreError naming the archive, the experiment and what is wrong with it
 */
export async function requireReadable(archive: Store, onProgress: StoreProgress): Promise<void> {
  await withArchiveErrors(archive.file, async () => {
    const experiments = [...(await archive.experiments.list()), ...(await archive.experiments.trash())];
    for (const [index, { id }] of experiments.entries()) {
      const experiment = await archive.experiments.get(id);
      requireArms(archive.file, id, experiment);
      for (const run of experiment.runs) await requireReadableRun(archive, run.id);
      onProgress((index + 1) / experiments.length);
    }
    await archive.sweeps.list();
  });
}

/** An experiment's arms are found by the names in its spec. */
function requireArms(file: string, id: string, { spec, armSpecs }: StoredExperiment): void {
  const received = Object.keys(armSpecs).sort();
  const expected = spec.arms.map(({ name }) => name).sort();
  if (received.length === expected.length && received.every((name, index) => name === expected[index])) return;
  const [named, there] = [expected, received].map((names) => names.map(quote).join(', '));
  throw damagedArchive(file, `the arms of experiment ${id}: expected those of its spec, ${named}, received ${there}`);
}

async function requireReadableRun(archive: Store, runId: string): Promise<void> {
  await archive.runs.spec(runId);
  await archive.attempts.list(runId);
  await archive.tensors.read(runId);
  for (const { step } of await archive.checkpoints.list(runId)) {
    const { damagedSteps } = await archive.checkpoints.get(runId, step);
    if (damagedSteps.length > 0) {
      throw damagedArchive(archive.file, `the checkpoint of run ${runId} at step ${step} is not as it was written`);
    }
  }
}
