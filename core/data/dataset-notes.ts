import { classNotes } from './class-notes.ts';
import { warningsFirst, type DataNote } from './data-note.ts';
import type { Dataset } from './dataset.ts';

/** Everything that a person should know about a loaded data set before they trust its results, warnings first. */
export function datasetNotes(dataset: Dataset): DataNote[] {
  return warningsFirst([...(dataset.notes ?? []), ...classNotes(dataset)]);
}
