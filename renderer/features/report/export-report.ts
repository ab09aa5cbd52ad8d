import { toFailure } from '../../api/failure.ts';
import type { LabState } from '../../state/lab.svelte.ts';
import { saveFile } from '../../state/save-file.ts';

/** Has the lab write the report and gives it to the person to keep. */
export async function exportReport(lab: LabState, experimentId: string): Promise<void> {
  try {
    const { fileName, mediaType, text } = await lab.client.experiments.report({ experimentId });
    await saveFile(lab, { what: 'the report', fileName, mediaType, content: text });
  } catch (thrown) {
    lab.notices.tell(`The report could not be made. ${toFailure(thrown).message}`, { tone: 'danger' });
  }
}
