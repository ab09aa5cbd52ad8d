import { classNotes } from './class-notes.ts';
import { warningsFirst, type DataNote } from './data-note.ts';
import type { Dataset } from './dataset.ts';
import type { InputNormalizationSpec } from '../spec/experiment.ts';
import { precisionNotes } from './precision-notes.ts';

/**
 * Everything that a person should know about a loaded data set before they trust its results, warnings first.
 * @param normalization of its inputs
 */
export function datasetNotes(dataset: Dataset, normalization: InputNormalizationSpec): DataNote[] {
  const precision = normalization === 'none' ? precisionNotes(dataset) : [];
  return warningsFirst([...(dataset.notes ?? []), ...classNotes(dataset), ...precision]);
}
