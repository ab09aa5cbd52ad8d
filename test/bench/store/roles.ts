import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openStore } from '#main/store/open-store.ts';
import { connectedLab } from './connected-lab.ts';
import { figureOf, timed, type Figure } from './timing.ts';

/**
 * What is measured in processes of its own: opening the list, because a lab that has just started has warmed nothing up,
 * and reading beside a lab that writes, because that is another connection on another core.
 */

export interface ListTime {
  readonly openMs: number;
  readonly listMs: number;
  /** The first page of all runs. */
  readonly runsMs: number;
  readonly experiments: number;
}

export interface ReaderReport {
  readonly reads: number;
  readonly points: number;
  readonly readMs: Figure;
}

/** True if this process was started by `start`: it does its part and ends. */
export async function playRole(args: readonly string[]): Promise<boolean> {
  const [flag, role, file, ...rest] = args;
  if (flag !== '--role') return false;
  if (role === 'list') process.send?.(await list(file));
  else process.send?.(await read(file, rest));
  process.disconnect?.();
  return true;
}

/** From nothing to the experiments and the first page of runs as the window has them. */
export async function listTime(file: string): Promise<ListTime> {
  return (await answerOf(start('list', [file]))) as ListTime;
}

/** Reads series of the runs given, one after the other, for as long as `work` goes on. */
export async function readingBeside<T>(
  file: string,
  runIds: readonly string[],
  work: () => Promise<T>,
): Promise<{ result: T; reader: ReaderReport }> {
  const child = start('reader', [file, ...runIds]);
  await once(child, 'message');
  const result = await work();
  child.send('stop');
  return { result, reader: (await answerOf(child)) as ReaderReport };
}

function start(role: string, args: readonly string[]): ChildProcess {
  return fork(process.argv[1], ['--role', role, ...args], { serialization: 'advanced' });
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`A process of the benchmark ended with code ${code}.`)));
  });
}

async function list(file: string): Promise<ListTime> {
  const start = performance.now();
  const lab = await connectedLab(file);
  const openMs = performance.now() - start;
  let experiments = 0;
  const listMs = await timed(async () => {
    experiments = (await lab.client.experiments.list()).length;
  });
  const runsMs = await timed(() => lab.client.runs.find({}));
  await lab.close();
  return { openMs, listMs, runsMs, experiments };
}

async function read(file: string, runIds: readonly string[]): Promise<ReaderReport> {
  const store = await openStore(file, { mode: 'read' });
  let stopped = false;
  process.once('message', () => (stopped = true));
  process.send?.('ready');
  const times: number[] = [];
  let points = 0;
  while (!stopped) {
    const runId = runIds[times.length % runIds.length];
    times.push(
      await timed(async () => {
        for (const { chunks } of await store.series.read([runId])) {
          for (const { values } of chunks) points += values.length;
        }
      }),
    );
    // Lets the message in that ends this.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await store.close();
  return { reads: times.length, points, readMs: figureOf(times) };
}
