import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isResource } from '#core/series/series-name.ts';
import { assert } from '#core/assert.ts';
import { openStore } from '#main/store/open-store.ts';
import type { ExperimentPlan } from '#core/contract/experiment-plan.ts';
import { readNpyInt32, readSafetensors } from '#test/fixtures/report/read-replay.ts';
import { replayTraining } from '#test/fixtures/report/replay-training.ts';

/** The built command line as a child process: what a user types and a script reads. */
const entry = join(import.meta.dirname, '../../../out/main/cli.js');
assert(existsSync(entry), `${entry} must be built before its tests run; "npm test" and "npm run build" do`);

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const folder = mkdtempSync(join(tmpdir(), 'bnlab-cli-'));
const db = join(folder, 'lab.db');
const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @param whileRunning receives the process and its stderr so far, each time that grows */
function bnlab(
  args: readonly string[],
  whileRunning?: (kill: (signal: NodeJS.Signals) => void, stderr: string) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    whileRunning?.((signal) => child.kill(signal), stderr);
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

function specFile(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const tiny = specFile(
  'tiny.yaml',
  `
title: Tiny spirals
base:
  dataset: { kind: spirals, trainExamples: 200, testExamples: 100 }
  network:
    layers: [{ kind: dense, units: 8 }, { kind: dense, units: 6 }]
    activation: sigmoid
  optimizer: { kind: sgd, learningRate: 0.2, momentum: 0.9 }
  batchSize: 20
  duration: { unit: steps, count: 40 }
  evaluation: { interval: { unit: steps, count: 10 } }
arms:
  - name: without BN
  - name: with BN
    patch: { network.normalization: { kind: batch } }
`,
);

interface RunResult {
  experimentId: string;
  runs: {
    id: string;
    arm: string;
    seed: number;
    status: string;
    device: string;
    steps: number;
    durationMs: number;
    summary: Record<string, { last: number; best: number }>;
  }[];
  report: string;
}

describe('bnlab run', () => {
  let ended: Ended;
  let result: RunResult;

  beforeAll(async () => {
    ended = await bnlab(['run', tiny, '--seeds', '1,2', '--db', db, '--report', join(folder, 'reports'), '--json']);
    result = JSON.parse(ended.stdout) as RunResult;
  });

  it('prints exactly one object with all runs', () => {
    expect(ended.code).toBe(0);
    expect(result.runs.map(({ arm, seed, status, device, steps }) => ({ arm, seed, status, device, steps }))).toEqual(
      ['without BN', 'with BN'].flatMap((arm) =>
        [1, 2].map((seed) => ({ arm, seed, status: 'completed', device: 'wasm', steps: 40 })),
      ),
    );
    for (const { durationMs, summary } of result.runs) {
      expect(durationMs).toBeGreaterThan(0);
      expect(summary['test/accuracy'].best).toBeGreaterThanOrEqual(summary['test/accuracy'].last);
      expect(summary['train/loss'].best).toBeLessThanOrEqual(summary['train/loss'].last);
    }
  });

  it('reports progress on stderr, in plain lines when piped', () => {
    expect(ended.stderr).toContain('without BN, seed 1: started\n');
    expect(ended.stderr).toMatch(/with BN, seed 2: completed, test accuracy \d+\.\d\d\u00a0%/);
    expect(ended.stderr).not.toContain('\u001b');
  });

  it('writes the report', () => {
    expect(result.report).toBe(join(folder, 'reports', 'tiny-spirals-report.html'));
    expect(readFileSync(result.report, 'utf8')).toContain('<h1>Tiny spirals</h1>');
  });

  it('gives the same series for the same spec and seed, and says so of repetitions', async () => {
    const file = join(folder, 'again.db');
    const again = async () =>
      JSON.parse(
        (await bnlab(['run', tiny, '--seeds', '1,2', '--jobs', '1', '--db', file, '--json'])).stdout,
      ) as RunResult;
    const { runs, experimentId } = await again();
    expect(runs.map(({ summary }) => summary)).toEqual(result.runs.map(({ summary }) => summary));
    expect((await bnlab(['repetitions', experimentId, '--db', file])).stdout).toMatch(/^No other experiment/);
    await again();
    const { code, stdout } = await bnlab(['repetitions', experimentId, '--db', file]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /Tiny spirals, .+\n {2}Identical: all [\d,]+ recorded values of 4 pairs of runs are the same/,
    );
  });

  it('prints a summary for people', async () => {
    const { code, stdout } = await bnlab([
      'run',
      tiny,
      '--seeds',
      '7',
      '--device',
      'reference',
      '--db',
      join(folder, 'people.db'),
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/without BN \(baseline\) +1 +0 +\d+\.\d\d\u00a0%/);
    expect(stdout).toContain('(one pair: no interval)');
    expect(stdout).not.toMatch(/\d ± \d/);
  });

  describe('and then', () => {
    it('list shows it', async () => {
      const { code, stdout } = await bnlab(['list', '--db', db]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/Tiny spirals +Two spirals +completed +4 of 4/);
      const { experiments } = JSON.parse((await bnlab(['list', '--db', db, '--json'])).stdout) as {
        experiments: { id: string }[];
      };
      expect(experiments.map(({ id }) => id)).toEqual([result.experimentId]);
    });

    it('show takes an abbreviated id', async () => {
      const { code, stdout } = await bnlab(['show', result.experimentId.slice(0, 6), '--db', db]);
      expect(code).toBe(0);
      expect(stdout).toContain('title: Tiny spirals');
      expect(stdout).toContain('(2 pairs: too few for an interval)');
      const shown = JSON.parse((await bnlab(['show', result.experimentId, '--db', db, '--json'])).stdout) as {
        figures: { arms: { completed: number }[] };
      };
      expect(shown.figures.arms.map(({ completed }) => completed)).toEqual([2, 2]);
    });

    it('report writes the same file as run did', async () => {
      const { code, stdout } = await bnlab([
        'report',
        result.experimentId,
        '--out',
        join(folder, 'again'),
        '--db',
        db,
        '--json',
      ]);
      expect(code).toBe(0);
      const { report } = JSON.parse(stdout) as { report: string };
      const withoutTime = (file: string) => readFileSync(file, 'utf8').replace(/Report written<\/dt><dd>[^<]*/, '');
      expect(withoutTime(report)).toBe(withoutTime(result.report));
    });

    it('export replay gives an outsider what is needed to repeat the run', async () => {
      const run = result.runs.find(({ arm, seed }) => arm === 'with BN' && seed === 2)!;
      const out = join(folder, 'replay');
      expect((await bnlab(['export', run.id, '--format', 'replay', '--out', out, '--db', db])).code).toBe(0);
      const files = new Map(readdirSync(out).map((name) => [name, new Uint8Array(readFileSync(join(out, name)))]));
      expect([...files.keys()].sort()).toEqual([
        'batches.npy',
        'dataset.safetensors',
        'final.safetensors',
        'initial.safetensors',
        'series.csv',
        'spec.json',
      ]);
      expect(readNpyInt32(files.get('batches.npy')!).shape).toEqual([40, 20]);
      expect(
        readSafetensors(files.get('final.safetensors')!).tensors.get('layers.0.batchNorm.running_mean')?.shape,
      ).toEqual([8]);

      const [header, ...lines] = readFileSync(join(out, 'series.csv'), 'utf8').trimEnd().split('\n');
      expect(header).toBe('step,train/loss');
      const losses = lines.map((line) => Number(line.split(',')[1]));
      expect(Math.fround(losses[39])).toBe(Math.fround(run.summary['train/loss'].last));
      replayTraining(files, 20).forEach((loss, step) => {
        expect(Math.abs(loss - losses[step]) / losses[step], `step ${step + 1}`).toBeLessThan(1e-4);
      });
    });

    it('export csv writes every scalar series', async () => {
      const out = join(folder, 'csv');
      expect((await bnlab(['export', result.runs[0].id, '--format', 'csv', '--out', out, '--db', db])).code).toBe(0);
      const [header, ...lines] = readFileSync(join(out, 'series.csv'), 'utf8').trimEnd().split('\n');
      // A run that takes a second or more has samples of the machine as well.
      const names = header.split(',').filter((name) => !isResource(name));
      expect(names.sort()).toEqual(['step', 'test/accuracy', 'test/loss', 'train/accuracy', 'train/loss']);
      expect(lines).toHaveLength(41);
    });

    it('ids from tables are unambiguous, although runs begin like their experiment', async () => {
      const { stdout } = await bnlab(['list', '--db', db]);
      const [experimentId] = /^[0-9a-f-]{8,}/m.exec(stdout) ?? [''];
      expect(result.experimentId.startsWith(experimentId)).toBe(true);
      const whole = await bnlab(['annotate', experimentId, '--tag', 'table', '--json', '--db', db]);
      expect(whole.stdout).toContain(result.experimentId);
      const one = await bnlab(['runs', '--filter', 'seed = 1 and arm = "with BN"', '--db', db]);
      const [runId] = /^[0-9a-f-]{18,}/m.exec(one.stdout) ?? [''];
      const run = result.runs.find(({ id }) => id.startsWith(runId));
      expect(run).toMatchObject({ arm: 'with BN', seed: 1 });
      const attempts = await bnlab(['attempts', runId, '--db', db]);
      expect(attempts.code).toBe(0);
      const resumed = await bnlab(['resume', runId, '--db', db]);
      expect(resumed.stderr).toContain(`The run ${run?.id} cannot be resumed: it is completed.`);
    });

    it('an id that several runs begin with, or none, is refused', async () => {
      const several = await bnlab([
        'export',
        result.experimentId.slice(0, 4),
        '--format',
        'csv',
        '--out',
        folder,
        '--db',
        db,
      ]);
      expect(several.code).toBe(1);
      expect(several.stderr).toMatch(/matches 4 ids: expected one run, for example /);
      const none = await bnlab(['show', 'ffff', '--db', db, '--json']);
      expect(none.code).toBe(1);
      expect(JSON.parse(none.stdout)).toMatchObject({ error: { code: 'NOT_FOUND' } });
    });
  });
});

describe('bnlab runs', () => {
  const runs = (...args: readonly string[]) => bnlab(['runs', '--db', db, ...args]);

  it('lists the runs that match a filter, in the requested order', async () => {
    const { code, stdout } = await runs('--filter', 'arm = "with BN" and steps >= 40', '--order', '-seed');
    expect(code).toBe(0);
    const [header, first, second, , count] = stdout.split('\n');
    expect(header).toMatch(/^Run +Experiment +Arm +Seed +Status +Steps +Test acc\. +Best +Test loss +Time$/);
    expect(first).toMatch(/Tiny spirals +with BN +2 +completed +40 +[\d.]+\u00a0%/);
    expect(second).toMatch(/Tiny spirals +with BN +1 +completed/);
    expect(count).toBe('2 runs');
    const { stdout: json } = await runs('--filter', 'arm = "with BN"', '--limit', '1', '--json');
    expect(JSON.parse(json)).toMatchObject({ total: 2, runs: [{ arm: 'with BN', status: 'completed' }] });
    expect((await runs('--filter', 'seed = 77')).stdout).toBe('No run matches the filter.\n');
    expect((await runs()).stdout).toContain('\n4 runs\n');
  });

  it('marks the column of the error', async () => {
    const { code, stdout, stderr } = await runs('--filter', 'seed = 1 and\tstatus = complete', '--json');
    expect(code).toBe(2);
    expect(stderr.split('\n').slice(1)).toEqual([
      '  seed = 1 and status = complete',
      `  ${' '.repeat(22)}^^^^^^^^`,
      '',
    ]);
    expect(stderr).toMatch(
      /^error The filter has an error at column 23: expected one of queued, .*\(did you mean completed\?\)\./,
    );
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'FILTER_INVALID', details: { column: 23 } } });
    expect((await runs('--order', 'sed')).code).toBe(2);
    expect((await runs('--limit', '0')).code).toBe(2);
  });
});

describe('bnlab run with a diverging arm', () => {
  it('reports the divergence as a result', async () => {
    const spec = specFile(
      'diverging.yaml',
      readFileSync(tiny, 'utf8').replace('sigmoid', 'identity').replace('learningRate: 0.2', 'learningRate: 1000'),
    );
    const { code, stdout } = await bnlab(['run', spec, '--seeds', '1', '--db', join(folder, 'diverging.db'), '--json']);
    const { runs } = JSON.parse(stdout) as { runs: { arm: string; status: string; divergedAtStep?: number }[] };
    expect(runs[0]).toMatchObject({ arm: 'without BN', status: 'diverged' });
    expect(runs[0].divergedAtStep).toBeGreaterThan(0);
    expect(code).toBe(0);
  });
});

describe('bnlab run with a spec of ten mistakes', () => {
  const spec = specFile(
    'mistakes.yaml',
    `
title: ""
seedz: [1]
base:
  dataset: { kind: mnist, trainExamples: 70000 }
  inputNormalization: whiten
  network:
    layers: [{ kind: dense, units: 0 }]
    activation: swish
    normalization: { kind: batch, momentum: 1.5 }
  optimizer: { kind: sgd, learningRate: -1 }
  batchSize: 0
  duration: { unit: hours, count: 5 }
arms: [{ name: a }]
`,
  );
  // prettier-ignore
  const paths = [
    'title', 'base.dataset.trainExamples', 'base.inputNormalization', 'base.network.layers.0.units', 'base.network.activation',
    'base.network.normalization.momentum', 'base.optimizer.learningRate', 'base.batchSize', 'base.duration.unit', 'seedz',
  ];

  it('prints each on its own line with path, expected and received, and exits with 2', async () => {
    const { code, stdout, stderr } = await bnlab(['run', spec, '--db', db]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    const lines = stderr.trimEnd().split('\n');
    expect(lines.map((line) => line.slice(0, line.indexOf(':'))).sort()).toEqual([...paths].sort());
    for (const line of lines) expect(line).toMatch(/^[\w.]+: expected .+, received .+$/);
  });

  it('prints them as an object with --json', async () => {
    const { code, stdout } = await bnlab(['run', spec, '--json', '--db', db]);
    const { error } = JSON.parse(stdout) as { error: { code: string; details: { path: string }[] } };
    expect(code).toBe(2);
    expect(error.code).toBe('SPEC_INVALID');
    expect(error.details.map(({ path }) => path).sort()).toEqual([...paths].sort());
  });

  it('counts invalid arguments among them', async () => {
    const seeds = await bnlab(['run', tiny, '--seeds', '1,x', '--db', db]);
    expect(seeds).toMatchObject({
      code: 2,
      stderr: '--seeds: expected whole numbers separated by commas, for example 1,2,3, received "1,x"\n',
    });
    expect((await bnlab(['run', tiny, '--device', 'abacus'])).code).toBe(2);
    expect((await bnlab(['run', tiny, '--jobs', '0'])).stderr).toContain(
      'Expected a whole number from 1 to 1024, received "0".',
    );
    expect((await bnlab(['fly'])).code).toBe(2);
  });
});

/** Waits until the database holds points of a step; the test's own time limit bounds it. */
async function pointsStored(file: string): Promise<void> {
  const store = await openStore(file, { mode: 'read' });
  try {
    while ((await store.experiments.list())[0].progress === 0) await delay(50);
  } finally {
    await store.close();
  }
}
describe('bnlab plan', () => {
  it('prints memory, work and time of each arm, and stores nothing', async () => {
    const file = join(folder, 'planned.db');
    const { code, stdout } = await bnlab(['plan', tiny, '--seeds', '1,2', '--jobs', '1', '--db', file, '--json']);
    expect(code).toBe(0);
    const plan = JSON.parse(stdout) as ExperimentPlan;
    expect(plan).toMatchObject({
      device: 'wasm',
      deviceChoice: null,
      runs: 4,
      jobs: 1,
      estimate: { kind: 'timedSteps' },
    });
    const [without, withBn] = plan.arms;
    expect(without).toMatchObject({
      arm: 'without BN',
      parameterCount: 2 * 8 + 8 + 8 * 6 + 6 + 6 * 2 + 2,
      steps: 40,
      evaluations: 5,
    });
    expect(withBn).toMatchObject({
      arm: 'with BN',
      parameterCount: 2 * 8 + 8 * 6 + 2 * 14 + 6 * 2 + 2,
      statisticCount: 28,
    });
    const total = plan.arms.reduce((sum, { durationMs }) => sum + 2 * (durationMs ?? NaN), 0);
    expect(plan.durationMs).toBeCloseTo(total, 6);
    expect(existsSync(file)).toBe(false);
  });

  it('counts the runs of all points of a sweep, and lists points with other needs separately', async () => {
    const sweep = `
sweep:
  kind: grid
  axes:
    optimizer.learningRate: { kind: log, from: 0.01, to: 1, count: 3 }
    network.layers.0.units: { kind: values, values: [8, 16] }
`;
    const spec = specFile('planned-sweep.yaml', readFileSync(tiny, 'utf8') + sweep);
    const { code, stdout } = await bnlab(['plan', spec, '--seeds', '1,2', '--jobs', '1', '--json']);
    expect(code).toBe(0);
    const plan = JSON.parse(stdout) as ExperimentPlan;
    expect(plan).toMatchObject({ points: 6, runs: 24 });
    expect(plan.arms.map(({ arm, points, parameterCount }) => [arm, points.length, parameterCount])).toEqual([
      ['without BN', 3, 2 * 8 + 8 + 8 * 6 + 6 + 6 * 2 + 2],
      ['with BN', 3, 2 * 8 + 8 * 6 + 2 * 14 + 6 * 2 + 2],
      ['without BN', 3, 2 * 16 + 16 + 16 * 6 + 6 + 6 * 2 + 2],
      ['with BN', 3, 2 * 16 + 16 * 6 + 2 * 22 + 6 * 2 + 2],
    ]);
    expect(plan.arms[2].points).toEqual([0.01, 0.1, 1].map((rate) => `learningRate ${rate}, units 16`));
    const total = plan.arms.reduce((sum, { durationMs }) => sum + 3 * 2 * (durationMs ?? NaN), 0);
    expect(plan.durationMs).toBeCloseTo(total, 6);
    expect((await bnlab(['plan', spec, '--seeds', '1,2'])).stdout).toContain('6 points × 4 runs = 24 runs');
  });

  it('and run refuse what cannot fit, with the numbers, before anything is stored', async () => {
    const text = readFileSync(tiny, 'utf8')
      .replaceAll(/units: \d+/g, 'units: 16384')
      .replace('kind: sgd, learningRate: 0.2, momentum: 0.9', 'kind: adam');
    const spec = specFile('too-large.yaml', text);
    const file = join(folder, 'too-large.db');
    for (const command of ['plan', 'run']) {
      const { code, stdout } = await bnlab([command, spec, '--db', file, '--json']);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        error: {
          code: 'UNSUPPORTED',
          message: expect.stringMatching(/arm "without BN" needs 4\.\d.GB on the wasm device/),
          details: { bytesMax: 2 ** 32, parameterCount: 2 * 16_384 + 16_384 ** 2 + 4 * 16_384 + 2 },
        },
      });
    }
    expect(JSON.parse((await bnlab(['list', '--db', file, '--json'])).stdout)).toEqual({ experiments: [] });
  });
});

describe('bnlab run of a sweep', () => {
  it('prints the total up front, runs every point, and prints points × arms', async () => {
    const sweep = `
sweep:
  kind: list
  points:
    - optimizer.learningRate: 0.1
    - optimizer.learningRate: 0.3
`;
    const spec = specFile('swept.yaml', readFileSync(tiny, 'utf8') + sweep);
    const file = join(folder, 'swept.db');
    const reports = join(folder, 'swept-reports');
    const ran = await bnlab(['run', spec, '--seeds', '1,2', '--db', file, '--report', reports, '--json']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(/^2 points × 2 arms × 2 seeds = 8 runs$/m);
    expect(ran.stderr).toMatch(/^learningRate 0.3, with BN, seed 2: completed/m);
    const result = JSON.parse(ran.stdout);
    expect(result).toMatchObject({ total: 8, points: [{ point: { 'optimizer.learningRate': 0.1 } }, {}] });
    for (const { arms, runs, report } of result.points) {
      expect(runs).toHaveLength(4);
      expect(existsSync(report)).toBe(true);
      for (const { arm, completed, finalTestAccuracy } of arms) {
        const own = runs.filter((one: { arm: string }) => one.arm === arm);
        expect(completed).toBe(2);
        const mean = own.reduce(
          (sum: number, one: RunResult['runs'][0]) => sum + Math.fround(one.summary['test/accuracy'].last) / 2,
          0,
        );
        expect(finalTestAccuracy.mean).toBeCloseTo(mean, 12);
      }
    }
    const shown = await bnlab(['list', '--db', file]);
    expect(shown.stdout).toMatch(/ · learningRate 0\.1 /);
  });
});

describe('bnlab run and Ctrl-C', () => {
  it('cancels, keeps what was reported and exits with 130', async () => {
    const long = specFile('long.yaml', readFileSync(tiny, 'utf8').replace('count: 40', 'count: 50000000'));
    const file = join(folder, 'long.db');
    let sent = false;
    const ended = await bnlab(['run', long, '--seeds', '1', '--jobs', '1', '--db', file, '--json'], (kill, stderr) => {
      if (sent || !stderr.includes('started')) return;
      sent = true;
      void pointsStored(file).then(() => kill('SIGINT'));
    });
    expect(ended.code).toBe(130);
    const { runs, experimentId } = JSON.parse(ended.stdout) as RunResult;
    expect(ended.stderr).toContain(`"bnlab resume ${experimentId}" continues them`);
    expect(runs.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    expect(runs[0].steps).toBeGreaterThan(0);

    const csv = join(folder, 'cancelled');
    expect((await bnlab(['export', runs[0].id, '--format', 'csv', '--out', csv, '--db', file])).code).toBe(0);
    const lines = readFileSync(join(csv, 'series.csv'), 'utf8').trimEnd().split('\n');
    expect(Number(lines.at(-1)?.split(',')[0])).toBe(runs[0].steps);
    expect((await bnlab(['show', experimentId, '--db', file])).stdout).toContain('cancelled');
  });
});

describe('other commands', () => {
  it('recipes lists all that ship', async () => {
    const { recipes } = JSON.parse((await bnlab(['recipes', '--json'])).stdout) as { recipes: { id: string }[] };
    expect(recipes.map(({ id }) => id).sort()).toEqual([
      'badly-scaled-inputs',
      'fashion-mnist-mlp',
      'learning-rate-sweep',
      'mnist-fig1',
      'mnist-fig1-full',
      'mnist-large-lr',
      'spirals',
    ]);
  });

  it('schema prints a JSON Schema with and without --json', async () => {
    const [plain, json] = await Promise.all([bnlab(['schema']), bnlab(['schema', '--json'])]);
    expect(JSON.parse(plain.stdout)).toEqual(JSON.parse(json.stdout));
    expect(JSON.parse(plain.stdout)).toMatchObject({
      type: 'object',
      required: expect.arrayContaining(['title', 'base', 'arms']),
    });
  });

  it('doctor checks what the lab depends on', async () => {
    const { code, stdout } = await bnlab(['doctor', '--db', join(folder, 'none.db'), '--json']);
    const { ok, checks } = JSON.parse(stdout) as {
      ok: boolean;
      checks: { name: string; status: string; detail: string }[];
    };
    expect({ code, ok }).toEqual({ code: 0, ok: true });
    const status = Object.fromEntries(checks.map((check) => [check.name, check.status]));
    expect(status).toMatchObject({
      Node: 'ok',
      SQLite: 'ok',
      'Device reference': 'ok',
      'Device wasm': 'ok',
      MNIST: 'ok',
      Database: 'ok',
    });
    expect(existsSync(join(folder, 'none.db'))).toBe(false);
  });

  it('a file that is not a database is reported and left alone', async () => {
    const file = specFile('text.db', 'This is no database, and it shall stay as it is. '.repeat(50));
    const before = readFileSync(file);
    for (const args of [['list'], ['run', tiny], ['doctor']]) {
      const { code, stdout, stderr } = await bnlab([...args, '--db', file]);
      expect(code).toBe(1);
      expect(stdout + stderr).toContain('is not a BatchNorm Lab database');
    }
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('what is neither a recipe nor a file is refused with the list of recipes', async () => {
    const { code, stderr } = await bnlab(['run', 'mnist-fig2', '--db', db]);
    expect(code).toBe(1);
    expect(stderr).toContain('"mnist-fig2": expected a recipe (spirals, mnist-fig1,');
  });

  it('--version and --help are not failures', async () => {
    expect(await bnlab(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect((await bnlab(['run', '--help'])).stdout).toContain('--seeds <list>');
  });
});
