import type { SweepDetail } from '#core/contract/sweep-record.ts';
import type { DeviceRequest } from '#core/device/device.ts';
import { present } from '#core/assert.ts';
import { formatPlural } from '#core/format/words.ts';
import { countRuns } from '#core/spec/sweep/expand-sweep.ts';
import type { ExperimentSpec } from '#core/spec/experiment.ts';
import type { LabClient } from '#main/control/connect-control.ts';
import { cancellingText } from '../cancelling-text.ts';
import { EXIT, exitCodeOfRuns } from '../exit-code.ts';
import { followRuns } from '../follow-runs.ts';
import { inSpecOrder, runObject } from '../run-object.ts';
import { runName } from '../run-text.ts';
import { accuracyTable, pointOf, sweepText } from '../sweep-text.ts';
import { writeFiles } from '../write-files.ts';
import type { CommandContext } from './context.ts';

export interface SweepOptions {
  readonly device: DeviceRequest;
  /** Folder for the reports. */
  readonly report?: string;
}

/** Runs all experiments of a sweep to their end and prints the results, points × arms. */
export async function runSweep(
  client: LabClient,
  spec: ExperimentSpec,
  options: SweepOptions,
  { output, databaseFile }: Pick<CommandContext, 'output' | 'databaseFile'>,
): Promise<number> {
  const total = countRuns(spec);
  const points = formatPlural(total / (spec.arms.length * spec.seeds.length), 'point');
  const perPoint = `${formatPlural(spec.arms.length, 'arm')} × ${formatPlural(spec.seeds.length, 'seed')}`;
  output.note(`${points} × ${perPoint} = ${formatPlural(total, 'run')}`);

  const first = await client.experiments.start({ spec, device: options.device });
  const sweepId = present(first.sweepId, 'the sweep of an experiment that was submitted as a sweep');
  const started = await client.sweeps.get({ sweepId });
  const labels = new Map(started.experiments.map((entry) => [entry.experiment.id, pointOf(entry)]));
  const runs = started.experiments.flatMap(inSpecOrder);
  const { signal } = await followRuns(client, runs, output, {
    stop: () => client.queue.cancel({ kind: 'sweep', sweepId }),
    stopping: cancellingText(sweepId),
    nameOf: (run) => `${labels.get(run.experimentId)}, ${runName(run)}`,
  });

  const detail = await client.sweeps.get({ sweepId });
  const reports = options.report === undefined ? [] : await writeReports(client, detail, options.report, databaseFile);
  output.print(sweepText(detail, output.colors.out));
  if (reports.length > 0) output.print(`\nReports: ${reports.join('\n         ')}`);
  output.object(sweepObject(detail, total, reports));
  if (signal !== null) return signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  return exitCodeOfRuns(detail.experiments.flatMap((entry) => entry.runs.map(({ status }) => status)));
}

/** One report per point, numbered because titles may begin alike. */
async function writeReports(
  client: LabClient,
  { experiments }: SweepDetail,
  folder: string,
  databaseFile: string,
): Promise<string[]> {
  const files = new Map<string, string>();
  for (const [index, { experiment }] of experiments.entries()) {
    const { fileName, text } = await client.experiments.report({ experimentId: experiment.id });
    files.set(`${String(index + 1).padStart(3, '0')}-${fileName}`, text);
  }
  return writeFiles(folder, files, { ifTaken: 'number', databaseFile });
}

function sweepObject(detail: SweepDetail, total: number, reports: readonly string[]) {
  const table = accuracyTable(detail);
  return {
    sweepId: detail.sweep.id,
    title: detail.sweep.title,
    total,
    points: detail.experiments.map((entry, index) => ({
      point: entry.experiment.sweepPoint,
      experimentId: entry.experiment.id,
      title: entry.experiment.title,
      arms: table[index].map(({ arm, final: { n, mean, sd }, completed, diverged, runs }) => ({
        arm,
        runs,
        completed,
        diverged,
        finalTestAccuracy: { n, mean, sd },
      })),
      runs: inSpecOrder(entry).map(runObject),
      ...(reports.length === 0 ? {} : { report: reports[index] }),
    })),
  };
}
