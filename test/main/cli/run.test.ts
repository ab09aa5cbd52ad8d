import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isResource } from '#core/series/series-name.ts';
import { readNpyInt32, readSafetensors } from '#test/fixtures/report/read-replay.ts';
import { replayTraining } from '#test/fixtures/report/replay-training.ts';
import { commandLine, tinySpirals, type Ended, type RunResult } from './command-line.ts';

/** A short experiment from its run to its export, as a user types it. */

const { folder, db, bnlab, specFile } = commandLine();
const tiny = specFile('tiny.yaml', tinySpirals);

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
