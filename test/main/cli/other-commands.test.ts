import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExperimentPlan } from '#core/contract/experiment-plan.ts';
import { commandLine, tinySpirals } from './command-line.ts';

/** The plan, recipes, schema and doctor, and what is refused before anything runs. */

const { folder, db, bnlab, specFile } = commandLine();
const tiny = specFile('tiny.yaml', tinySpirals);

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
