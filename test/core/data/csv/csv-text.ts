import { expect } from 'vitest';
import { csvDataset } from '#core/data/csv/csv-dataset.ts';
import { DataError } from '#core/errors.ts';
import { datasetSpec, type CsvSpec } from '#core/spec/dataset/dataset.ts';

/** Data sets made of the text of a CSV file, and what is wrong with the text. */

export const spec = (fields: Partial<CsvSpec> = {}): CsvSpec =>
  datasetSpec.parse({ kind: 'csv', file: '/data/table.csv', testFile: '/data/test.csv', ...fields }) as CsvSpec;

/** With the table as its own test set, so that every row is where it can be seen. */
export const load = (text: string, fields: Partial<CsvSpec> = {}, testText = text) =>
  csvDataset(spec(fields), { name: 'table.csv', text }, { name: 'test.csv', text: testText });

export const faultOf = (text: string, fields: Partial<CsvSpec> = {}, testText = text): string => {
  try {
    load(text, fields, testText);
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).message;
  }
  return 'no fault';
};

export const flowers = 'sepal,petal,species\n5.1,1.4,setosa\n6.2,-4.5e0,virginica\n.5,2.,setosa\n';
