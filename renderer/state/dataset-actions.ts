import type { DatasetRecord } from '#core/contract/dataset-record.ts';
import type { PublishedKind } from '#core/spec/dataset/published.ts';
import { chooseFile, chooseFolder, isDesktop } from '../api/desktop.ts';
import { toFailure } from '../api/failure.ts';
import type { LabClient } from '../api/connection.svelte.ts';
import type { LabState } from './lab.svelte.ts';

/** What a person can do to a data set, wherever it is shown. A refusal becomes a notice. */
export interface DatasetActions {
  get(): void;
  cancel(): void;
  /** Of the system's dialogs; null in a browser, which has none. */
  readonly chooseFolder: (() => void) | null;
  readonly chooseFile: (() => void) | null;
}

export function datasetActions(lab: LabState, { kind, name }: Pick<DatasetRecord, 'kind' | 'name'>): DatasetActions {
  return {
    get: () => void changeDataset(lab, (datasets) => datasets.import({ kind, from: null })),
    cancel: () => void changeDataset(lab, (datasets) => datasets.cancel({ kind })),
    chooseFolder: isDesktop() ? () => void chooseFolderOf(lab, kind, name) : null,
    chooseFile: isDesktop() ? () => void chooseArchiveOf(lab, kind, name) : null,
  };
}

/** @returns whether the lab did it */
export async function changeDataset(
  lab: LabState,
  request: (datasets: LabClient['datasets']) => Promise<DatasetRecord>,
): Promise<boolean> {
  try {
    await lab.datasets.change(request);
    return true;
  } catch (thrown) {
    lab.notices.tell(toFailure(thrown).message, { tone: 'danger' });
    return false;
  }
}

async function chooseFolderOf(lab: LabState, kind: PublishedKind, name: string): Promise<void> {
  const folder = await chooseFolder(`Choose the folder with the files of ${name}`);
  if (folder !== null) await changeDataset(lab, (datasets) => datasets.useFolder({ kind, folder }));
}

async function chooseArchiveOf(lab: LabState, kind: PublishedKind, name: string): Promise<void> {
  const from = await chooseFile(`Choose an archive of ${name}`, { name: 'Archives', extensions: ['gz', 'tgz'] });
  if (from !== null) await changeDataset(lab, (datasets) => datasets.import({ kind, from }));
}
