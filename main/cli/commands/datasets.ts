import type { CsvRequest } from '#core/contract/csv-outline.ts';
import type { DatasetRecord, DatasetSource } from '#core/contract/dataset-record.ts';
import { outlineCsv } from '#core/data/csv/csv-outline.ts';
import { DataError } from '#core/errors.ts';
import { formatCount, formatPercent } from '#core/format/number.ts';
import { formatBytes } from '#core/format/units.ts';
import { formatPlural } from '#core/format/words.ts';
import { PUBLISHED_KINDS, type PublishedKind } from '#core/spec/dataset/published.ts';
import { readCsvFile } from '#main/datasets/file-datasets.ts';
import type { ImportableKind } from '#main/datasets/importable.ts';
import { publishedDataset, verifyDataset } from '#main/datasets/published-datasets.ts';
import { absolutePath } from '#main/files/absolute-path.ts';
import { EXIT } from '../exit-code.ts';
import type { Colors } from '../colors.ts';
import { textTable } from '../text-table.ts';
import { transferDisplay } from '../transfer-display.ts';
import { followTask, withDatasets, type DatasetRequests } from '../with-datasets.ts';
import type { CommandContext } from './context.ts';

/** Lists which published data sets are on this machine, and where. */
export async function listDatasetsCommand(context: CommandContext): Promise<number> {
  const { output } = context;
  const datasets = await withDatasets(context, ({ requests }) => requests.list());
  output.print(
    textTable(
      [
        { label: 'Kind' },
        { label: 'Data set' },
        { label: 'State' },
        { label: 'Size', align: 'end' },
        { label: 'From' },
        { label: 'Folder' },
      ],
      datasets.map((dataset) => datasetRow(dataset, output.colors.out)),
    ),
  );
  output.object({ datasets });
  return EXIT.ok;
}

const SOURCES = {
  app: 'the app',
  import: 'an import',
  folder: 'your folder',
  environment: 'the environment',
  system: 'the system',
} satisfies Record<DatasetSource, string>;

function datasetRow(dataset: DatasetRecord, { green, yellow, dim }: Colors): string[] {
  const { kind, name, state, folder, source, bytes, receivedBytes, downloadBytes, task } = dataset;
  const remedy = dim(downloadBytes === null ? `bnlab datasets use ${kind} <folder>` : `bnlab datasets import ${kind}`);
  const from = source === null ? '' : SOURCES[source];
  if (task !== null) return [kind, name, yellow(`${task.text}, ${formatPercent(task.share)}`), '', from, folder ?? ''];
  switch (state) {
    case 'present':
      return [kind, name, green('here'), formatBytes(bytes), from, folder ?? ''];
    case 'partial':
      return [kind, name, yellow('partly here'), formatBytes(receivedBytes), '', remedy];
    case 'missing':
      return [kind, name, dim('not here'), '', '', remedy];
    default:
      return state satisfies never;
  }
}

/** Compares every file with the original's digest; checks all installed data sets unless one is named. */
export async function verifyDatasetsCommand(
  kinds: readonly PublishedKind[],
  { output }: CommandContext,
): Promise<number> {
  const all = await Promise.all(PUBLISHED_KINDS.map((kind) => publishedDataset(kind)));
  const here = all.filter(({ state }) => state === 'present');
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
  context: CommandContext,
): Promise<number> {
  const path = from === null ? null : absolutePath(from, process.cwd());
  return bring(kind, context, from === null, (requests) => requests.import({ kind, from: path }));
}

/** Uses a published data set from a folder that has its files, which are verified first and not copied. */
export async function useDatasetCommand(kind: PublishedKind, folder: string, context: CommandContext): Promise<number> {
  return bring(kind, context, false, (requests) =>
    requests.useFolder({ kind, folder: absolutePath(folder, process.cwd()) }),
  );
}

/** Deletes what was imported or partly downloaded; of a folder that was named only the name. */
export async function removeDatasetCommand(kind: PublishedKind, context: CommandContext): Promise<number> {
  const { output } = context;
  const [before, after] = await withDatasets(context, async ({ requests }) => {
    const datasets = await requests.list();
    return [datasets.find((dataset) => dataset.kind === kind), await requests.remove({ kind })] as const;
  });
  const { name } = after;
  if (before?.namedFolder) output.print(`${name}: ${before.namedFolder} was forgotten; its files are unchanged.`);
  else if (before?.source === 'import') output.print(`${name} was removed: ${before.folder}`);
  else if (before?.state === 'partial') output.print(`${name}: its unfinished download was removed.`);
  else output.print(`${name} is not on this machine; there was nothing to remove.`);
  output.object(after);
  return EXIT.ok;
}

async function bring(
  kind: PublishedKind,
  context: CommandContext,
  isDownload: boolean,
  begin: (requests: DatasetRequests) => Promise<DatasetRecord>,
): Promise<number> {
  const { output } = context;
  const display = transferDisplay(output);
  const dataset = await withDatasets(context, (datasets) =>
    followTask(datasets, kind, begin, ({ text, share }) => display.update(text, share)),
  ).finally(() => display.close());
  const { name, folder, bytes, fault, addresses } = dataset;
  if (fault !== null) {
    const elsewhere = `Without a network, get ${addresses.join(', ')} elsewhere and run "bnlab datasets import ${kind} --from <file or folder>".`;
    throw new DataError(isDownload ? `${fault} ${elsewhere}` : fault);
  }
  output.print(`${name}, ${formatBytes(bytes)}, digests match the originals: ${folder}`);
  output.object({ kind, folder, bytes });
  return EXIT.ok;
}

/** Lists a table's columns, so that a spec can name the label and the features. */
export async function datasetColumnsCommand(
  path: string,
  options: Pick<CsvRequest, 'delimiter' | 'decimal' | 'header'>,
  { output }: CommandContext,
): Promise<number> {
  const file = absolutePath(path, process.cwd());
  const outline = outlineCsv(await readCsvFile(file), options);
  const { delimiter, decimal, rows, columns, hasNumericNames, indexColumn } = outline;
  const { dim } = output.colors.out;
  output.print(
    `${formatPlural(rows, 'row')}, ${formatPlural(columns.length, 'column')}, delimiter ${delimiter}, decimal ${decimal}\n`,
  );
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
  for (const { place, name, merged } of columns) {
    if (merged === undefined) continue;
    const apart = `float32 keeps ${formatCount(merged.kept)} of ${formatCount(merged.distinct)} distinct values apart`;
    const remedy =
      'As a feature, it needs inputNormalization: standardize, which is computed before numbers are rounded.';
    output.print(output.colors.out.yellow(`\n${name ?? `Column ${place}`}: ${apart}. ${remedy}`));
  }
  if (hasNumericNames) {
    output.print('\nThe first line seems to be data: if the table has no header, set header: false.');
  }
  if (indexColumn !== null) {
    output.print('\nThe first column only counts the rows: leave it out with featureColumns.');
  }
  if (decimal === 'comma') output.print('\nNumbers have decimal commas: set decimal: comma.');
  output.object({ file, ...outline });
  return EXIT.ok;
}
