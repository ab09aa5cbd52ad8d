import { toFailure } from '../../api/failure.ts';
import type { LabState } from '../../state/lab.svelte.ts';

/** Has the lab write the report and hands it to the person as a download; the desktop asks where to keep it. */
export async function exportReport(lab: LabState, experimentId: string): Promise<void> {
  try {
    const file = await lab.client.experiments.report({ experimentId });
    const url = URL.createObjectURL(new Blob([file.text], { type: file.mediaType }));
    const link = document.createElement('a');
    link.href = url;
    link.download = file.fileName;
    link.click();
    // The download reads the blob after the click; a minute is ample and the memory is given back.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    lab.notices.tell(`Report exported as ${file.fileName}.`, { tone: 'success' });
  } catch (thrown) {
    lab.notices.tell(`The report could not be made. ${toFailure(thrown).message}`, { tone: 'danger' });
  }
}
