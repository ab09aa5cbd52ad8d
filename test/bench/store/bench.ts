import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '#main/store/open-store.ts';
import { buildDatabase } from './lab-database.ts';
import { measure, type Measurements } from './measure.ts';
import { playRole } from './roles.ts';
import { FULL_SCALE, type Scale } from './scale.ts';
import { table } from './table.ts';

/**
 * `npm run bench:store [-- --runs N] [--points N] [--rounds N] [--json] [--database FILE] [--keep] [--build-only]
 * [--python FILE]`: how the store fares with 10,000 runs and 100 million points, beside one row per point in SQLite and
 * beside TensorBoard's event files. The database is built through the store's own interface, in a temporary folder that
 * is removed; with `--database FILE --keep` it stays there, and is measured again next time.
 */
if (!(await playRole(process.argv.slice(2)))) await main();

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      runs: { type: 'string', default: String(FULL_SCALE.runs) },
      points: { type: 'string', default: String(FULL_SCALE.points) },
      rounds: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
      database: { type: 'string' },
      keep: { type: 'boolean', default: false },
      'build-only': { type: 'boolean', default: false },
      python: { type: 'string', default: 'python3' },
    },
  });
  const scale: Scale = {
    runs: wholeNumber('--runs', options.runs, 8),
    points: wholeNumber('--points', options.points, 1_000),
  };
  const rounds = wholeNumber('--rounds', options.rounds, 1);
  if (options.keep && options.database === undefined)
    throw new Error('--keep: name the file to keep by --database FILE');
  const print = (line: string) => void (options.json || process.stdout.write(`${line}\n`));

  const folder = await mkdtemp(join(tmpdir(), 'bnlab-bench-'));
  const file = options.database ?? join(folder, 'lab.db');
  try {
    print(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores; Node ${process.versions.node}`);
    if (!existsSync(file)) await build(file, scale, print);
    if (options['build-only']) return;
    const peerScript = process.env['BNLAB_BENCH_PEER'];
    if (peerScript === undefined) throw new Error('Started by npm run bench:store.');
    const peers = await mkdir(join(folder, 'peers'), { recursive: true }).then(() => join(folder, 'peers'));
    const results: Measurements = await measure({
      file,
      peers,
      rounds,
      python: options.python,
      peerScript,
      print,
    });
    process.stdout.write(options.json ? `${JSON.stringify({ scale, rounds, ...results }, null, 2)}\n` : table(results));
  } finally {
    await rm(folder, { recursive: true, force: true });
    if (!options.keep && options.database !== undefined) await removeDatabase(options.database);
  }
}

async function build(file: string, scale: Scale, print: (line: string) => void): Promise<void> {
  const store = await openStore(file, { mode: 'own' });
  const start = performance.now();
  let told = 0;
  const { runs, points } = await buildDatabase(store, scale, (stored) => {
    if (stored < told) return;
    print(`  ${(stored / 1e6).toFixed(0)} million points after ${((performance.now() - start) / 1_000).toFixed(0)} s`);
    told = stored + scale.points / 5;
  });
  await store.close();
  const seconds = (performance.now() - start) / 1_000;
  print(`built ${runs} runs and ${points} points in ${seconds.toFixed(1)} s, ${(await stat(file)).size} bytes`);
}

async function removeDatabase(file: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm', '-owner', '-roots']) await rm(`${file}${suffix}`, { force: true });
}

function wholeNumber(option: string, text: string, minimum: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= minimum) return value;
  throw new Error(`${option}: expected an integer of at least ${minimum}, received "${text}"`);
}
