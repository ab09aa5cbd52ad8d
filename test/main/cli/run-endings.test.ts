import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openStore } from '#main/store/open-store.ts';
import { commandLine, tinySpirals, type RunResult } from './command-line.ts';

/** Runs that do not simply complete: refused, diverged, cancelled, or of a sweep. */

const { folder, db, bnlab, specFile } = commandLine();
const tiny = specFile('tiny.yaml', tinySpirals);

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

/** Waits until the database holds points of a step; the test's own time limit bounds it. */
async function pointsStored(file: string): Promise<void> {
  const store = await openStore(file, { mode: 'read' });
  try {
    while ((await store.experiments.list())[0].progress === 0) await delay(50);
  } finally {
    await store.close();
  }
}

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
