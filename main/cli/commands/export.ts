import { TRAIN_LOSS } from '#core/series/series-name.ts';
import { initialTensors } from '#core/nn/initial-values.ts';
import { curvesCsv } from '#core/report/csv.ts';
import { replayFiles } from '#core/report/replay/replay-files.ts';
import { runsCsv } from '#core/report/runs-csv.ts';
import { EMPTY_CURVE, curveOf } from '#core/series/curve.ts';
import { describeData } from '#main/datasets/describe-data.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';
import { requireSameData } from '#main/datasets/require-same-data.ts';
import type { StoredSeries } from '#main/store/series/stored-series.ts';
import type { Store } from '#main/store/store.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import { findRun, withStore } from '../open-to-read.ts';
import { transferDisplay } from '../transfer-display.ts';
import { writeFiles } from '../write-files.ts';
import type { CommandContext } from './context.ts';

export const EXPORT_FORMATS = ['replay', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Folder. */
  readonly out: string;
  readonly overwrite?: boolean;
}

const READING = 'reading the run';

/** Writes a run's files: `replay` for another framework, `csv` with all scalar series in one table, and the run itself in another. */
export async function exportCommand(
  prefix: string,
  { format, out, overwrite }: ExportOptions,
  { output, databaseFile, appVersion }: CommandContext,
): Promise<number> {
  const display = transferDisplay(output);
  const read = () =>
    withStore(databaseFile, async (store) => {
      const run = await findRun(store, prefix);
      display.update(READING, 0);
      return { run, files: await (format === 'csv' ? csvFiles(store, run) : replay(store, run, appVersion)) };
    });
  const write = async () => {
    const { run, files } = await read();
    display.update(READING, 1);
    const ifTaken = overwrite === true ? 'replace' : 'refuse';
    const paths = await writeFiles(out, files, { ifTaken, databaseFile });
    display.update(out, 1);
    return { run, paths };
  };
  const { run, paths } = await write().finally(() => display.close());
  output.print(paths.join('\n'));
  output.object({ runId: run.id, format, files: paths });
  return 0;
}

async function replay(store: Store, run: RunRecord, appVersion: string): Promise<Map<string, Uint8Array | string>> {
  const spec = await store.runs.spec(run.id);
  const dataset = await loadDataset(spec.dataset);
  const learnedFrom = await store.attempts.data(run.id);
  // Examples drawn anew from other data would be paired with losses that they did not give.
  if (learnedFrom !== null) requireSameData(learnedFrom, describeData(dataset, spec.inputNormalization), 'replay');
  const [trainLoss] = await store.series.read([run.id], [TRAIN_LOSS]);
  return replayFiles({
    run,
    spec,
    dataset,
    initialTensors: initialTensors(spec, dataset, run.seed),
    finalTensors: await store.tensors.read(run.id),
    trainLoss: trainLoss === undefined ? EMPTY_CURVE : curveOf(trainLoss.chunks),
    appVersion,
  });
}

async function csvFiles(store: Store, run: RunRecord): Promise<Map<string, Uint8Array | string>> {
  const series = await store.series.read([run.id]);
  const scalars = series.filter(isScalar);
  const curves = new Map(scalars.map(({ name, chunks }) => [name, curveOf(chunks)]));
  return new Map([
    ['series.csv', curvesCsv([...curves].map(([name, curve]) => ({ name, curve })))],
    ['run.csv', runsCsv([run], (_, name) => curves.get(name) ?? EMPTY_CURVE)],
  ]);
}

function isScalar({ chunks }: StoredSeries): boolean {
  return chunks.every((chunk) => chunk.width === 1);
}
