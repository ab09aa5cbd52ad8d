import { quote } from '../../describe-value.ts';
import { DataError } from '../../errors.ts';
import type { CsvSpec } from '../../spec/dataset/dataset.ts';
import type { Dataset } from '../dataset.ts';
import { datasetName } from '../dataset-outline.ts';
import { holdOut } from '../hold-out.ts';
import { labelClasses } from './csv-classes.ts';
import { readCsvExamples, type CsvExamples, type CsvFile } from './csv-examples.ts';

/**
 * A data set from a table and, if the spec names one, a table of test examples. Classes are the label column's distinct
 * values over both files, sorted. If all of them are numbers, they are compared as numbers, so that 1, 1.0 and 01 are
 * one class, and sorted as such; otherwise they are compared and sorted by code units.
 * @throws DataError naming file, line and column.
 */
export function csvDataset(spec: CsvSpec, file: CsvFile, testFile: CsvFile | null): Dataset {
  const train = readCsvExamples(file, spec);
  const test = testFile === null ? null : readTestExamples(testFile, spec, train);
  if (test !== null && train.count === 0) {
    throw new DataError(`${file.name}: expected at least 1 training example, received none.`);
  }
  const tables = [train, ...(test === null ? [] : [test])];
  const { classNames, indexOf } = labelClasses(tables, file.name, spec.decimal ?? 'point');
  const split = ({ count, values, labels }: CsvExamples) => ({
    count,
    values,
    labels: Int32Array.from(labels, (label) => indexOf.get(label) ?? -1),
  });
  const head = {
    name: datasetName(spec),
    classes: classNames.length,
    exampleShape: [train.features.length],
    classNames,
    ...(spec.header ? { featureNames: train.features.map(String) } : {}),
    notes: train.notes,
  };
  if (test === null) return { ...head, ...holdOut(split(train), spec.testShare, spec.seed, file.name) };
  return { ...head, train: split(train), test: split(test) };
}

/** Columns are found by name, so the test file may have them in a different order. */
function readTestExamples(file: CsvFile, spec: CsvSpec, train: CsvExamples): CsvExamples {
  const columns = { ...spec, labelColumn: train.label, featureColumns: [...train.features] };
  const test = readCsvExamples(file, columns, (names) => requireSameOrder(file, train, names));
  if (test.count === 0) throw new DataError(`${file.name}: expected at least 1 test example, received none.`);
  return test;
}

/** Two columns of one name are told apart by their places, which must therefore be the same in both files. */
function requireSameOrder(file: CsvFile, { header, repeatedName }: CsvExamples, names: readonly string[] | null): void {
  if (repeatedName === null || names === null || names.join('\n') === header?.join('\n')) return;
  const expected = `the columns of the training file in their order, because two of them are named ${quote(repeatedName)}`;
  throw new DataError(`${file.name}: expected for testFile ${expected}, received ${names.map(quote).join(', ')}.`);
}
