import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { connectControl, type ControlConnection } from '#main/control/connect-control.ts';
import { requireDisplay, requireElectron } from '#test/requirements.ts';
import { electronArguments } from '../e2e/doors.ts';
import { desktopEntry, hostEntry, root, startProgram, type Program } from '../e2e/program.ts';
import { AcknowledgedPoints } from './acknowledged-points.ts';
import { KILLED_SERIES, KILLS, killedExperiment, lookInto, randomMoment, resultBits } from './killed-experiment.ts';

/** A program that owns the database and works its queue off. */
interface Door {
  readonly name: string;
  start(context: TestContext, folder: string, databaseFile: string): Promise<Program>;
}

const node = process.execPath;
const STEPS = 60_000;
const cliEntry = join(root, 'out', 'main', 'cli.js');

const doors: readonly Door[] = [
  {
    name: 'host',
    start: async (_context, _folder, file) =>
      startProgram(node, [hostEntry, '--db', file, '--jobs', '2', '--port', '0']),
  },
  {
    name: 'command line',
    start: async (_context, _folder, file) =>
      startProgram(node, [cliEntry, 'queue', 'run', '--db', file, '--jobs', '2']),
  },
  {
    name: 'desktop app',
    start: async (context, folder, file) =>
      startProgram(
        requireElectron(context),
        [...electronArguments(folder), desktopEntry, '--db', file, '--jobs', '2'],
        await requireDisplay(context),
      ),
  },
];

/** Waits for the lab to listen; null if its program ends first. */
async function connected(program: Program, databaseFile: string): Promise<ControlConnection | null> {
  let over = false;
  void program.ended.then(() => (over = true));
  while (!over) {
    const connection = await connectControl(databaseFile);
    if (connection !== null) return connection;
    await delay(20);
  }
  return null;
}

/** What the undisturbed experiment gives, through the command line. */
async function undisturbed(folder: string, specFile: string): Promise<Record<string, string>> {
  const file = join(folder, 'undisturbed.db');
  const run = startProgram(node, [cliEntry, 'run', specFile, '--db', file, '--jobs', '2']);
  expect(await run.ended, run.stderr()).toBe(0);
  return resultBits(file);
}

async function listen(connection: ControlConnection, acknowledged: AcknowledgedPoints): Promise<void> {
  try {
    const [experiment] = await connection.client.experiments.list();
    if (experiment === undefined) return;
    const events = await connection.client.lab.watch({ experimentId: experiment.id, series: KILLED_SERIES });
    for await (const event of events) acknowledged.hear(event);
  } catch {
    // The lab was killed.
  }
}

/** Whether all runs of the experiment have completed; false where the lab is no more. */
async function isCompleted({ client, closed }: ControlConnection): Promise<boolean> {
  const asked = client.experiments.list().then(
    ([experiment]) => experiment !== undefined && experiment.runs.completed === experiment.runs.total,
    () => false,
  );
  return Promise.race([asked, closed.then(() => false)]);
}

/** Resolves when the experiment is over, or the lab. */
async function over(connection: ControlConnection): Promise<void> {
  let isClosed = false;
  void connection.closed.then(() => (isClosed = true));
  while (!isClosed && !(await isCompleted(connection))) await delay(100);
}

/** Starts the door's program, for the first time with the experiment, and kills it at a random moment. */
async function startAndKill(
  start: () => Promise<Program>,
  databaseFile: string,
  acknowledged: AcknowledgedPoints,
  isFirst: boolean,
  startsItself: boolean,
  mayKill: boolean,
): Promise<'killed' | 'ended'> {
  const program = await start();
  const connection = await connected(program, databaseFile);
  if (connection !== null) {
    const { client, closed } = connection;
    const asked = async () => {
      if (isFirst && !startsItself) await client.experiments.start({ spec: killedExperiment(STEPS) });
      if (!isFirst) await client.queue.resume({ kind: 'all' });
      while ((await client.experiments.list()).length === 0) await delay(20);
    };
    await Promise.race([asked().catch(() => undefined), closed]);
    void listen(connection, acknowledged);
    await Promise.race([mayKill ? delay(randomMoment(1_500)) : closed, over(connection)]);
  }
  const hasEnded = connection === null || (await isCompleted(connection));
  connection?.close();
  program.process.kill(hasEnded ? 'SIGTERM' : 'SIGKILL');
  await program.ended;
  return hasEnded ? 'ended' : 'killed';
}

describe.each(doors)('the $name', (door) => {
  it(`killed at ${KILLS} random moments costs no point, no run and no bit`, async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'batchnorm-lab-kill-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const specFile = join(folder, 'spec.json');
    await writeFile(specFile, JSON.stringify(killedExperiment(STEPS)));
    const expected = await undisturbed(folder, specFile);

    let kills = 0;
    let rounds = 0;
    let acknowledgedCount = 0;
    while (kills < KILLS) {
      rounds += 1;
      const databaseFile = join(folder, `round-${rounds}.db`);
      const acknowledged = new AcknowledgedPoints();
      // The command line's queue ends where nothing waits, so it cannot be given the experiment: `run` stores it.
      const startsItself = door.name === 'command line';
      for (let isFirst = true; ; isFirst = false) {
        const runArguments = ['run', specFile, '--db', databaseFile, '--jobs', '2'];
        const start = async () =>
          isFirst && startsItself
            ? startProgram(node, [cliEntry, ...runArguments])
            : door.start(context, folder, databaseFile);
        const how = await startAndKill(start, databaseFile, acknowledged, isFirst, startsItself, kills < KILLS);
        if (how === 'killed') kills += 1;
        const { statuses } = await lookInto(databaseFile, 4, acknowledged);
        if (statuses.every((status) => status === 'completed')) break;
      }
      acknowledgedCount += acknowledged.count;
      expect(await resultBits(databaseFile)).toEqual(expected);
    }
    const setAside = (await readdir(folder)).filter((name) => name.includes('.damaged-'));
    expect(setAside, 'what a kill leaves is taken for no damage').toEqual([]);
    console.log(`${door.name}: ${kills} kills in ${rounds} experiments, ${acknowledgedCount} points acknowledged`);
    expect(acknowledgedCount).toBeGreaterThan(0);
  });
});
