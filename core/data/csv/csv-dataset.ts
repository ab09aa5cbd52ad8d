import { DataError } from '../../errors.ts';
import { quote } from '../../describe-value.ts';
import type { CsvSpec } from '../../spec/dataset/dataset.ts';
import type { Dataset } from '../dataset.ts';
import { datasetName } from '../dataset-outline.ts';
import { holdOut } from '../hold-out.ts';
import { CLASSES_MAX } from '../limits.ts';
import { readCsvExamples, type CsvExamples, type CsvFile } from './csv-examples.ts';

/**
 * A data set from a table and, if the spec names one, a table of test examples. Classes are the label column's distinct
 * values over both files, sorted: as numbers if all of them are numbers, otherwise by code units.
 * @throws DataError naming file, line and column.
 */
export function csvDataset(spec: CsvSpec, file: CsvFile, testFile: CsvFile | null): Dataset {
  const train = readCsvExamples(file, spec);
  const test = testFile === null ? null : readTestExamples(testFile, spec, train);
  if (test !== null && train.count === 0) {
    throw new DataError(`${file.name}: expected at least 1 training example, received none.`);
  }
  const classes = sortedClasses([train, ...(test === null ? [] : [test])], file.name);
  const indexOf = new Map(classes.map((label, index) => [label, index]));
  const split = ({ count, values, labels }: CsvExamples) => ({
    count,
    values,
    labels: Int32Array.from(labels, (label) => indexOf.get(label) ?? -1),
  });
  const head = { name: datasetName(spec), classes: classes.length, exampleShape: [train.features.length] };
  if (test === null) return { ...head, ...holdOut(split(train), spec.testShare, spec.seed, file.name) };
  return { ...head, train: split(train), test: split(test) };
}

/** Columns are found by name, so the test file may have them in a different order. */
function readTestExamples(file: CsvFile, spec: CsvSpec, train: CsvExamples): CsvExamples {
  const test = readCsvExamples(file, { ...spec, labelColumn: train.label, featureColumns: [...train.features] });
  if (test.count === 0) throw new DataError(`${file.name}: expected at least 1 test example, received none.`);
  return test;
}

function sortedClasses(files: readonly CsvExamples[], fileName: string): string[] {
  const distinct = new Set<string>();
  for (const { labels } of files) {
    for (const label of labels) distinct.add(label);
    if (distinct.size > CLASSES_MAX) {
      const example = quote([...distinct][0]);
      throw new DataError(
        `${fileName}: expected at most ${CLASSES_MAX} classes in the label column, received more (${example}, …). ` +
          'Name the column of classes with labelColumn.',
      );
    }
  }
  if (distinct.size < 2) {
    const received = distinct.size === 0 ? 'no examples' : `${quote([...distinct][0])} in every row`;
    throw new DataError(`${fileName}: expected at least 2 classes in the label column, received ${received}.`);
  }
  const classes = [...distinct];
  const numeric = classes.every((label) => Number.isFinite(Number(label)));
  return classes.sort((a, b) => (numeric ? Number(a) - Number(b) : 0) || (a < b ? -1 : 1));
}
