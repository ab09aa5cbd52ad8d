import type { ExperimentDetail, RunRecord } from '#core/contract/records.ts';
import type { DeviceRequest } from '#core/device/device.ts';
import { ForkLauncher } from '#main/jobs/fork-launcher.ts';
import { createLab, type Lab } from '#main/lab/lab.ts';
import { EXIT, exitCodeOfRuns } from '../exit-code.ts';
import { hasEnded, ExperimentProgress } from '../progress.ts';
import { progressDisplay } from '../progress-display.ts';
import { readExperiment } from '../spec-source.ts';
import { experimentText } from '../experiment-text.ts';
import { writeFiles } from '../write-files.ts';
import type { CommandContext } from './context.ts';

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
 * Runs an experiment to its end and tells its results. The first Ctrl-C cancels: what was reported is stored, and told;
 * the second ends at once.
 */
export async function runCommand(source: string, options: RunOptions, context: CommandContext): Promise<number> {
  const { output, databaseFile, appVersion, jobEntry } = context;
  const spec = await readExperiment(source, options.seeds);
  const lab = await createLab({
    databaseFile,
    door: 'cli',
    ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    launcher: new ForkLauncher(jobEntry),
    turbo: options.turbo,
    appVersion,
  });
  try {
    if (options.device === 'auto') output.note('Timing the experiment’s steps on each device …');
    const { id } = await lab.startExperiment(spec, options.device);
    const signal = await followToEnd(lab, id, context);
    const detail = await lab.getExperiment(id);
    const report = options.report === undefined ? null : await writeReport(lab, id, options.report);

    const series = await lab.readSeries(
      detail.runs.map((run) => run.id),
      ['test/accuracy', 'train/loss'],
    );
    output.print(experimentText(detail, series, output.colors.out));
    const choice = detail.environment?.deviceChoice;
    if (choice) output.print(`\nDevice: ${choice}`);
    if (report !== null) output.print(`\nReport: ${report}`);
    output.object({
      experimentId: id,
      ...(choice ? { deviceChoice: choice } : {}),
      runs: inSpecOrder(detail).map(runObject),
      ...(report === null ? {} : { report }),
    });
    if (signal !== null) return signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    return exitCodeOfRuns(detail.runs.map((run) => run.status));
  } finally {
    await lab.close();
  }
}

/** One Ctrl-C may arrive twice, from the terminal and from a program in between that passes it on. */
const ECHO_MS = 500;

/** Shows progress until every run has ended. @returns the signal that cut it short, if one did */
async function followToEnd(lab: Lab, id: string, { output }: CommandContext): Promise<NodeJS.Signals | null> {
  const events = lab.watch(id);
  const start = inSpecOrder(await lab.getExperiment(id));
  const progress = new ExperimentProgress(start);
  const display = progressDisplay(progress, output);
  const follow = (run: RunRecord) => display.changed(run, progress.update(run, Date.now()));
  let received: NodeJS.Signals | null = null;
  let receivedAt = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    if (received !== null) {
      if (performance.now() - receivedAt < ECHO_MS) return;
      process.exit(signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated);
    }
    received = signal;
    receivedAt = performance.now();
    display.note('Cancelling; what was reported is kept. Once more ends at once.');
    void lab.cancelExperiment(id);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    for (const run of start) follow(run);
    // The watch began before this look, so an end between the two is not missed.
    if (hasEnded((await lab.getExperiment(id)).experiment)) return received;
    for await (const event of events) {
      if (event.kind === 'runChanged' && event.run.experimentId === id) {
        follow(event.run);
      }
      if (event.kind === 'experimentChanged' && event.experiment.id === id && hasEnded(event.experiment)) break;
    }
    return received;
  } finally {
    display.close();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

async function writeReport(lab: Lab, id: string, folder: string): Promise<string> {
  const { fileName, text } = await lab.report(id);
  const [path] = await writeFiles(folder, new Map([[fileName, text]]));
  return path;
}

function inSpecOrder({ runs, experiment: { arms, seeds } }: ExperimentDetail): RunRecord[] {
  const place = (run: RunRecord) => arms.indexOf(run.arm) * seeds.length + seeds.indexOf(run.seed);
  return [...runs].sort((a, b) => place(a) - place(b));
}

function runObject({ id, arm, seed, status, device, steps, durationMs, divergedAtStep, failure, summary }: RunRecord) {
  const none = { last: null, best: null };
  return {
    id,
    arm,
    seed,
    status,
    device,
    steps,
    durationMs,
    ...(divergedAtStep === null ? {} : { divergedAtStep }),
    ...(failure === null ? {} : { failure }),
    summary: { 'test/accuracy': none, 'train/loss': none, ...summary },
  };
}
