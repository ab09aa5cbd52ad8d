import { isDefinedError } from '@orpc/client';
import { isFileDataset } from '#core/spec/dataset/dataset.ts';
import type { ExperimentSpec } from '#core/spec/experiment.ts';
import type { LabClient } from '#main/control/connect-control.ts';
import { dataNoteText } from './data-note-text.ts';
import type { Output } from './output.ts';

/**
 * Says what is odd about the data of an experiment that is about to start. A fault of the spec or of a file is left to
 * the start, which reports it.
 */
export async function noteData(client: LabClient, spec: ExperimentSpec, output: Output): Promise<void> {
  if (!readsFiles(spec)) return;
  try {
    // The device makes no difference to the data; this one runs everywhere.
    const { dataNotes } = await client.specs.plan({ spec, device: 'wasm' });
    for (const note of dataNotes) output.note(dataNoteText(note, output.colors.err));
  } catch (thrown) {
    if (!(thrown instanceof Error) || !isDefinedError(thrown)) throw thrown;
  }
}

/** Published and generated sets are as they should be. */
function readsFiles({ base, arms, sweep }: ExperimentSpec): boolean {
  const patchesData = arms.some(({ patch }) => Object.keys(patch).some((path) => path.split('.')[0] === 'dataset'));
  return isFileDataset(base.dataset) || patchesData || sweep !== undefined;
}
