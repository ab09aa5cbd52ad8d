import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { present } from '#core/assert.ts';
import { formatBytes } from '#core/format/units.ts';

/**
 * `npm run bench:memory [-- --rounds N]`: what `bnlab plan` says of a run's memory beside the peak that its attempt then
 * recorded, as a median of the rounds. The constants of `main/lab/planning/requirements.ts` come from here.
 */

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '1' } } });
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds: expected a whole number from 1, received ${options.rounds}`);
const cli = process.env['BNLAB_BENCH_CLI'];
if (cli === undefined) throw new Error('Started by npm run bench:memory.');

const conv = (filters: number) => ({ kind: 'conv2d', filters });
const block = (filters: number) => ({ kind: 'residual', layers: [conv(filters), conv(filters)] });
const wider = (filters: number) => ({
  kind: 'residual',
  layers: [{ ...conv(filters), stride: 2 }, conv(filters)],
  shortcut: 'projection',
});
const average = { kind: 'globalAveragePool' };
const stage = (filters: number) => [wider(filters), block(filters), block(filters)];

const dense = (units: number) => ({ kind: 'dense', units });
const mnist = { kind: 'mnist' };
const table = (rows: number, columns: number) => ({ kind: 'csv', rows, columns });

const cases: readonly { readonly name: string; readonly dataset: Dataset; readonly layers: readonly unknown[] }[] = [
  { name: 'spirals, MLP', dataset: { kind: 'spirals' }, layers: [dense(100)] },
  { name: 'MNIST, MLP', dataset: mnist, layers: [dense(100), dense(100), dense(100)] },
  {
    name: 'MNIST, conv net',
    dataset: mnist,
    layers: [conv(16), conv(32), { kind: 'maxPool' }, { kind: 'flatten' }, dense(64)],
  },
  {
    name: 'MNIST, ResNet-20',
    dataset: mnist,
    layers: [conv(16), block(16), block(16), block(16), ...stage(32), ...stage(64), average],
  },
  { name: 'table, 200,000 × 20', dataset: table(200_000, 20), layers: [dense(64)] },
  { name: 'table, 20,000 × 100', dataset: table(20_000, 100), layers: [dense(64)] },
];

type Dataset = { readonly kind: string } | ReturnType<typeof table>;

const folder = await mkdtemp(join(tmpdir(), 'bnlab-bench-memory-'));
try {
  for (const { name, dataset, layers } of cases) {
    const spec = join(folder, 'spec.json');
    await writeFile(spec, JSON.stringify(experiment(await written(dataset), layers)));
    let planned = 0;
    const peaks: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const db = join(folder, `${peaks.length}-${name.replaceAll(/\W+/g, '-')}.db`);
      const plan = (await bnlab('plan', spec, db)) as { arms: { memory: { processBytes: number } }[] };
      planned = plan.arms[0].memory.processBytes;
      const { runs } = (await bnlab('run', spec, db)) as { runs: { id: string }[] };
      const shown = (await bnlab('attempts', runs[0].id, db)) as { attempts: { peakMemoryBytes: number | null }[] };
      peaks.push(present(shown.attempts[0].peakMemoryBytes, 'the peak of the attempt'));
    }
    const peak = peaks.sort((a, b) => a - b)[Math.floor(peaks.length / 2)];
    const difference = `${planned < peak ? '−' : '+'}${Math.abs((planned / peak - 1) * 100).toFixed(1)} %`;
    process.stdout.write(
      `${name.padEnd(22)} plan ${formatBytes(planned).padStart(7)}   peak ${formatBytes(peak).padStart(7)}   ${difference}\n`,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

function experiment(dataset: unknown, layers: readonly unknown[]): unknown {
  return {
    title: 'Memory',
    base: {
      dataset,
      network: { layers, normalization: { kind: 'batch' } },
      optimizer: { kind: 'sgd', learningRate: 0.01 },
      batchSize: 64,
      duration: { count: 4 },
      evaluation: { interval: { count: 4 } },
    },
    arms: [{ name: 'only' }],
    seeds: [1],
  };
}

/** The data set as a spec names it; a table is written first. */
async function written(dataset: Dataset): Promise<unknown> {
  if (!('rows' in dataset)) return dataset;
  const { rows, columns } = dataset;
  const file = join(folder, `${rows}-${columns}.csv`);
  const names = Array.from({ length: columns }, (_, column) => `feature ${column}`);
  const lines = Array.from({ length: rows }, (_, row) =>
    [...names.map((_name, column) => Math.sin(row * columns + column).toFixed(5)), row % 3].join(','),
  );
  await writeFile(file, `${[...names, 'label'].join(',')}\n${lines.join('\n')}\n`);
  return { kind: 'csv', file };
}

async function bnlab(command: string, target: string, db: string): Promise<unknown> {
  const device = command === 'attempts' ? [] : ['--device', 'wasm'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [present(cli, 'the command line'), command, target, ...device, '--db', db, '--json'],
    { maxBuffer: 1e8 },
  );
  return JSON.parse(stdout);
}
