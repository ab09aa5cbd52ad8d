import { createHash, type Hash } from 'node:crypto';
import type { DataRecord } from '#core/contract/data-record.ts';
import { datasetNotes } from '#core/data/dataset-notes.ts';
import type { InputNormalizationSpec } from '#core/spec/experiment.ts';
import type { Dataset, Split } from '#core/data/dataset.ts';

/** What was loaded, as it is stored with the attempt that learned from it. */
export function describeData(dataset: Dataset, normalization: InputNormalizationSpec): DataRecord {
  const { name, exampleShape, classes, train, test, files = [] } = dataset;
  return {
    name,
    sha256: contentHash(dataset),
    exampleShape: [...exampleShape],
    classes,
    trainExamples: train.count,
    testExamples: test.count,
    files: [...files],
    notes: datasetNotes(dataset, normalization),
  };
}

/**
 * Of the shapes, numbers and labels of both sets, in memory: how a file writes them makes no difference, and nothing is
 * read again for it.
 */
function contentHash({ exampleShape, classes, train, test }: Dataset): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ exampleShape, classes, trainExamples: train.count, testExamples: test.count }));
  addSplit(hash, train);
  addSplit(hash, test);
  return hash.digest('hex');
}

function addSplit(hash: Hash, { values, labels }: Split): void {
  hash.update(values.constructor.name).update(values).update(labels);
}
