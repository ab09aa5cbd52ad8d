import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ExperimentSpec } from '#core/spec/experiment.ts';
import { findRecipe } from '#test/core/spec/recipes/find-recipe.ts';
import { findChromium } from '#test/requirements.ts';
import { playLabProcess, startLabProcess, type LabProcessOptions, type LabReport } from './lab-process.ts';
import { table } from './table.ts';
import { openPage, type PageReport } from './watching-page.ts';

/**
 * `npm run bench:live [-- --steps N | --epochs N] [--rounds N] [--jobs N] [--json]`: what it costs to watch an
 * experiment. The page, in a real Chromium, shows the comparison of mnist-fig1 (2 arms × 4 seeds) while the lab behind
 * its host trains it. Beside it the same experiment that nobody watches. Bytes are those of the socket's payloads; times
 * are the processor's. Medians of the rounds.
 */

export interface Round {
  readonly watched: LabReport & { readonly page: PageReport };
  readonly unwatched: LabReport;
}

if (!(await playLabProcess(process.argv.slice(2)))) await main();

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      steps: { type: 'string' },
      epochs: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      jobs: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
    },
  });
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium is installed; BNLAB_CHROMIUM names one.');
  const [jobEntry, rendererFolder] = [process.env['BNLAB_BENCH_JOB'], process.env['BNLAB_BENCH_PAGE']];
  if (jobEntry === undefined || rendererFolder === undefined) throw new Error('Started by npm run bench:live.');
  const spec = shortened(options.steps, options.epochs);
  const lab = { jobs: wholeNumber('--jobs', options.jobs), jobEntry, rendererFolder };
  const print = (line: string) => void (options.json || process.stdout.write(`${line}\n`));

  print(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores; Node ${process.versions.node}; the page in ${executablePath}`,
  );
  const { unit, count } = spec.base.duration;
  print(
    `mnist-fig1, ${spec.arms.length} arms × ${spec.seeds.length} seeds, ${count} ${unit}, ${lab.jobs} jobs at once`,
  );
  const rounds: Round[] = [];
  for (let round = 0; round < wholeNumber('--rounds', options.rounds); round += 1) {
    const watched = await inFolder((databaseFile) => watchedRun({ ...lab, databaseFile }, spec, executablePath));
    const unwatched = await inFolder((databaseFile) => unwatchedRun({ ...lab, databaseFile }, spec));
    rounds.push({ watched, unwatched });
    print(`round ${round + 1}: ${(watched.durationMs / 1_000).toFixed(1)} s`);
  }
  process.stdout.write(
    options.json ? `${JSON.stringify({ duration: spec.base.duration, rounds }, null, 2)}\n` : table(rounds),
  );
}

async function watchedRun(
  lab: LabProcessOptions,
  spec: ExperimentSpec,
  executablePath: string,
): Promise<Round['watched']> {
  const process = await startLabProcess(lab);
  try {
    const page = await openPage(executablePath, process.url);
    try {
      await page.restart();
      await page.watch(await process.start(spec));
      const report = await process.report();
      return { ...report, page: await page.report() };
    } finally {
      await page.close();
    }
  } finally {
    await process.close();
  }
}

async function unwatchedRun(lab: LabProcessOptions, spec: ExperimentSpec): Promise<LabReport> {
  const process = await startLabProcess(lab);
  try {
    await process.start(spec);
    return await process.report();
  } finally {
    await process.close();
  }
}

async function inFolder<T>(work: (databaseFile: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bnlab-bench-'));
  try {
    return await work(join(folder, 'lab.db'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** mnist-fig1 with four seeds, as long as it is or as was asked for. */
function shortened(steps: string | undefined, epochs: string | undefined): ExperimentSpec {
  const { spec } = findRecipe('mnist-fig1');
  const base =
    steps !== undefined
      ? { ...spec.base, duration: { unit: 'steps' as const, count: wholeNumber('--steps', steps) } }
      : epochs !== undefined
        ? { ...spec.base, duration: { unit: 'epochs' as const, count: wholeNumber('--epochs', epochs) } }
        : spec.base;
  return { ...spec, base, seeds: [1, 2, 3, 4] };
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new Error(`${option}: expected an integer of at least 1, received "${text}"`);
}
