import { TEST_ACCURACY, TRAIN_LOSS } from '#core/series/series-name.ts';
import type { ExperimentDetail } from '#core/contract/experiment-record.ts';
import { decodeChunk } from '#core/contract/series-codec.ts';
import { dataFindings } from '#core/report/data-findings.ts';
import type { DeviceRequest } from '#core/device/device.ts';
import type { LabClient } from '#main/control/connect-control.ts';
import type { StoredSeries } from '#main/store/series/stored-series.ts';
import { cancellingText } from '../cancelling-text.ts';
import { noteData } from '../note-data.ts';
import { EXIT, exitCodeOfRuns } from '../exit-code.ts';
import { experimentText } from '../experiment-text.ts';
import { followRuns } from '../follow-runs.ts';
import type { Output } from '../output.ts';
import { readExperiment } from '../spec-source.ts';
import { inSpecOrder, runObject } from '../run-object.ts';
import { withLab } from '../with-lab.ts';
import { writeFiles } from '../write-files.ts';
import type { CommandContext } from './context.ts';
import { runSweep } from './run-sweep.ts';

export interface RunOptions {
  readonly seeds?: readonly number[];
  readonly device: DeviceRequest;
  readonly jobs?: number;
  /** False: no 256-bit vectors. */
  readonly turbo: boolean;
  /** Folder for the report. */
  readonly report?: string;
}

/**
 * Runs an experiment to its end and prints its results; if a lab is open on the database, that lab runs it. The first
 * Ctrl-C cancels and keeps what was reported; the second quits at once.
 */
export async function runCommand(source: string, options: RunOptions, context: CommandContext): Promise<number> {
  const { output } = context;
  const spec = await readExperiment(source, options.seeds);
  const own = { ...(options.jobs === undefined ? {} : { jobs: options.jobs }), turbo: options.turbo };
  return withLab(
    context,
    async ({ client, isElsewhere }) => {
      if (isElsewhere) output.note('A lab is open on this database and runs it, with its own settings.');
      if (options.device === 'auto') output.note('Timing the experiment’s steps on each device …');
      await noteData(client, spec, output);
      if (spec.sweep !== undefined) return runSweep(client, spec, options, context);
      const { id } = await client.experiments.start({ spec, device: options.device });
      const started = await client.experiments.get({ experimentId: id });
      const { signal } = await followRuns(client, inSpecOrder(started), output, {
        stop: () => client.queue.cancel({ kind: 'experiment', experimentId: id }),
        stopping: cancellingText(id),
      });
      const detail = await client.experiments.get({ experimentId: id });
      const report =
        options.report === undefined ? null : await writeReport(client, id, options.report, context.databaseFile);
      tellResults(detail, await readCurves(client, detail), report, output);
      if (signal !== null) return signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
      return exitCodeOfRuns(detail.runs.map((run) => run.status));
    },
    own,
  );
}

function tellResults(
  detail: ExperimentDetail,
  curves: readonly StoredSeries[],
  report: string | null,
  output: Output,
): void {
  output.print(experimentText(detail, curves, output.colors.out));
  const choice = detail.environment?.deviceChoice;
  if (choice) output.print(`\nDevice: ${choice}`);
  if (report !== null) output.print(`\nReport: ${report}`);
  output.object({
    experimentId: detail.experiment.id,
    ...(choice ? { deviceChoice: choice } : {}),
    dataNotes: dataFindings(detail),
    runs: inSpecOrder(detail).map(runObject),
    ...(report === null ? {} : { report }),
  });
}

async function readCurves(client: LabClient, { runs }: ExperimentDetail): Promise<StoredSeries[]> {
  const series = await client.runs.series({
    runIds: runs.map(({ id }) => id),
    names: [TEST_ACCURACY, TRAIN_LOSS],
  });
  return series.map(({ runId, name, chunks }) => ({
    runId,
    name,
    chunks: chunks.map((chunk) => decodeChunk(name, chunk)),
  }));
}

async function writeReport(client: LabClient, id: string, folder: string, databaseFile: string): Promise<string> {
  const { fileName, text } = await client.experiments.report({ experimentId: id });
  const [path] = await writeFiles(folder, new Map([[fileName, text]]), { ifTaken: 'number', databaseFile });
  return path;
}
