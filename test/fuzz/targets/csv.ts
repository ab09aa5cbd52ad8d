import { isDeepStrictEqual } from 'node:util';
import { csvDataset } from '#core/data/csv/csv-dataset.ts';
import type { Dataset } from '#core/data/dataset.ts';
import { csv } from '#core/spec/dataset/dataset-files.ts';
import { readOrRefused, expectThat, withinMemory } from '../check.ts';
import { expectWhole } from '../dataset-check.ts';
import { optionsAndText } from '../input.ts';

const DEFAULTS = csv.parse({ kind: 'csv', file: 'table.csv' });

/** A table, after a line of options (JSON) if there is one; a form feed parts training and test examples. */
export const fuzz = withinMemory((bytes) => {
  const { options, text } = optionsAndText(bytes);
  const spec = csv.safeParse({ ...DEFAULTS, ...(typeof options === 'object' ? options : {}) }).data ?? DEFAULTS;
  const [table, testTable] = text.split('\f');
  const read = (form: (text: string) => string): Dataset | undefined =>
    readOrRefused(() =>
      csvDataset(
        spec,
        { name: 'table.csv', text: form(table) },
        testTable === undefined ? null : { name: 'test.csv', text: form(testTable) },
      ),
    );
  const dataset = read((plain) => plain);
  if (dataset !== undefined) expectWhole(dataset);
  // Systems end lines in their own way, and the table is the same; inside quotes a line break belongs to a field.
  if (/["\r]/.test(text)) return;
  for (const lineBreak of ['\r\n', '\r']) {
    const same = read((plain) => plain.replaceAll('\n', lineBreak));
    expectThat(isDeepStrictEqual(same, dataset), `the same table with lines that end in ${JSON.stringify(lineBreak)}`);
  }
});
