import { resolve } from 'node:path';
import type { CsvRequest } from '#core/contract/csv-outline.ts';
import { outlineCsv } from '#core/data/csv/csv-outline.ts';
import { formatCount } from '#core/format/number.ts';
import { formatPlural } from '#core/format/words.ts';
import { readCsvFile } from '#main/datasets/file-datasets.ts';
import { importDataset } from '#main/datasets/import-dataset.ts';
import type { ImportableKind } from '#main/datasets/importable.ts';
import {
  PUBLISHED_KINDS,
  publishedDataset,
  verifyDataset,
  type PublishedKind,
} from '#main/datasets/published-datasets.ts';
import { EXIT } from '../exit-code.ts';
import { textTable } from '../text-table.ts';
import { transferDisplay } from '../transfer-display.ts';
import type { CommandContext } from './context.ts';

/** Lists which published data sets are on this machine, and where. */
export async function listDatasetsCommand({ output }: CommandContext): Promise<number> {
  const datasets = await Promise.all(PUBLISHED_KINDS.map(publishedDataset));
  const { green, dim } = output.colors.out;
  output.print(
    textTable(
      [
        { label: 'Kind' },
        { label: 'Data set' },
        { label: 'State' },
        { label: 'Size', align: 'end' },
        { label: 'Folder' },
      ],
      datasets.map(({ kind, name, folder, bytes }) => [
        kind,
        name,
        folder === null ? dim('not here') : green('here'),
        folder === null ? '' : megabytes(bytes),
        folder ?? dim(`bnlab datasets import ${kind}`),
      ]),
    ),
  );
  output.object({ datasets });
  return EXIT.ok;
}

/** Compares every file with the original's digest; checks all installed data sets unless one is named. */
export async function verifyDatasetsCommand(
  kinds: readonly PublishedKind[],
  { output }: CommandContext,
): Promise<number> {
  const here = (await Promise.all(PUBLISHED_KINDS.map(publishedDataset))).filter(({ folder }) => folder !== null);
  const results = [];
  for (const kind of kinds.length > 0 ? kinds : here.map((dataset) => dataset.kind)) {
    results.push(await verifyDataset(kind));
  }
  const { green, red } = output.colors.out;
  for (const { name, fault, trainExamples, testExamples } of results) {
    if (fault === null) {
      const examples = `${formatCount(trainExamples)} training and ${formatCount(testExamples)} test examples`;
      output.print(`${green('ok')}  ${name}: ${examples}, digests match the originals`);
    } else {
      output.print(`${red('fail')}  ${fault}`);
    }
  }
  const failed = results.some(({ fault }) => fault !== null);
  output.object({ ok: !failed, datasets: results });
  return failed ? EXIT.failed : EXIT.ok;
}

/** Installs a published data set, from files or from its official address. */
export async function importDatasetCommand(
  kind: ImportableKind,
  from: string | null,
  { output }: CommandContext,
): Promise<number> {
  const display = transferDisplay(output);
  const { folder, files } = await importDataset(kind, {
    from,
    onProgress: (what, share) => display.update(what, share),
  }).finally(() => display.close());
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  output.print(`${files.length} files, ${megabytes(bytes)}, digests match the originals: ${folder}`);
  output.object({ kind, folder, files });
  return EXIT.ok;
}

/** Lists a table's columns, so that a spec can name the label and the features. */
export async function datasetColumnsCommand(
  path: string,
  options: { readonly delimiter: CsvRequest['delimiter']; readonly header: boolean },
  { output }: CommandContext,
): Promise<number> {
  const file = resolve(path);
  const { delimiter, rows, columns } = outlineCsv(await readCsvFile(file), options);
  const { dim } = output.colors.out;
  output.print(`${formatPlural(rows, 'row')}, ${formatPlural(columns.length, 'column')}, delimiter ${delimiter}\n`);
  output.print(
    textTable(
      [
        { label: 'Place', align: 'end' },
        { label: 'Name' },
        { label: 'Type' },
        { label: 'Distinct', align: 'end' },
        { label: 'Empty', align: 'end' },
        { label: 'Samples' },
      ],
      columns.map(({ place, name, type, distinct, emptyFields, samples }) => [
        String(place),
        name ?? dim('no name'),
        type,
        distinct === null ? 'many' : formatCount(distinct),
        emptyFields === 0 ? '' : formatCount(emptyFields),
        samples.join(', '),
      ]),
    ),
  );
  output.object({ file, delimiter, rows, columns });
  return EXIT.ok;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
