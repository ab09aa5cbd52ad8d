import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient, isDefinedError, safe } from '@orpc/server';
import { StandardRPCHandler } from '@orpc/server/standard';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { curveRequest } from '#core/contract/curve-record.ts';
import { decodeChunk, decodeCurve, decodeValues } from '#core/contract/series-codec.ts';
import { curveOf, largestValue, lastValue } from '#core/series/curve.ts';
import { aggregateCurve } from '#core/stats/aggregate-curve.ts';
import { labRouter } from '#main/lab/router.ts';
import { OpenSocket } from '#test/fuzz/open-socket.ts';
import { builtJob } from '../jobs/built-job.ts';
import { ended, openLab } from './opened-lab.ts';
import { spirals } from './small-experiments.ts';

const { launcher } = builtJob();

async function connected() {
  const lab = await openLab(launcher());
  const faults: unknown[] = [];
  return { lab, faults, client: createRouterClient(labRouter(lab, (fault) => faults.push(fault))) };
}

describe('the contract over a lab', () => {
  it('starts an experiment, follows it, and gives its series', async () => {
    const { client, lab } = await connected();
    const events = await client.lab.watch({});
    const experiment = await client.experiments.start({ spec: spirals({ seeds: [7] }) });
    expect(experiment).toMatchObject({ seeds: [7], arms: ['without BN', 'with BN'] });
    const first = await events.next();
    expect(first.value).toMatchObject({ kind: 'experimentChanged', experiment: { id: experiment.id } });
    await events.return?.(undefined);

    await ended(lab, experiment.id);
    const { runs } = await client.experiments.get({ experimentId: experiment.id });
    expect(runs[0]).toMatchObject({ status: 'completed', device: 'wasm' });
    expect(await client.runs.get({ runId: runs[0].id })).toEqual(runs[0]);
    const [series] = await client.runs.series({ runIds: [runs[0].id], names: ['test/accuracy'] });
    expect(series.chunks.flatMap((chunk) => [...decodeValues(chunk.values)]).at(-1)).toBe(
      runs[0].summary['test/accuracy'].last,
    );
    expect(await client.experiments.list()).toHaveLength(1);
    await client.experiments.remove({ experimentId: experiment.id });
    expect(await client.experiments.list()).toEqual([]);
    expect((await client.experiments.restore({ experimentId: experiment.id })).id).toBe(experiment.id);

    const report = await client.experiments.report({ experimentId: experiment.id });
    expect(report).toMatchObject({ fileName: 'spirals-for-a-test-report.html', mediaType: 'text/html' });
    expect(report.text).toContain('Spirals for a test');
    expect(report.text).toContain('test/accuracy');
  });

  it('releases a watcher that leaves even if no event follows', async () => {
    const { lab } = await connected();
    const socket = new OpenSocket(new StandardRPCHandler(labRouter(lab), {}));
    await socket.receive(JSON.stringify({ i: '1', p: { u: '/lab/watch', b: { json: {} } } }));
    await socket.end();
  });

  it('gives curves in full, thinned, and of the steps in view', async () => {
    const { client, lab } = await connected();
    const experiment = await client.experiments.start({ spec: spirals({ seeds: [7] }) });
    await ended(lab, experiment.id);
    const { runs } = await client.experiments.get({ experimentId: experiment.id });
    const runIds = [runs[0].id];
    const [{ chunks }] = await client.runs.series({ runIds, names: ['train/loss'] });
    const whole = curveOf(chunks.map((chunk) => decodeChunk('train/loss', chunk)));

    const asked = { runIds, name: 'train/loss' };
    const drawn = async (request: z.input<typeof curveRequest>, pointsMax = 2_000) =>
      decodeCurve((await client.runs.curves({ curves: [request], pointsMax }))[0]);

    const full = await drawn(asked);
    expect([full.steps, full.mean]).toEqual([whole.steps, Float64Array.from(whole.values)]);
    expect(full).toMatchObject({ points: whole.steps.length, runs: 1 });
    expect(full.extents).toEqual([{ largest: largestValue(whole), last: lastValue(whole) }]);

    const thinned = await drawn(asked, 6);
    expect(thinned.points).toBe(whole.steps.length);
    expect(thinned.steps.length).toBeLessThanOrEqual(6);
    expect(Math.max(...thinned.mean)).toBe(largestValue(whole));

    const inView = await drawn({ ...asked, fromStep: 3, toStep: 6 }, 6);
    expect([...inView.steps]).toEqual([3, 4, 5, 6]);

    // Windows that overlap the range cover all their steps.
    const windows = await drawn({ ...asked, window: 4, fromStep: 6, toStep: 7 });
    const within = Array.from(whole.values).slice(4, 8);
    expect([...windows.steps]).toEqual([8]);
    expect(windows.mean[0]).toBeCloseTo(within.reduce((sum, value) => sum + value) / 4, 12);

    // Neither series of vectors nor runs that have not started have a curve.
    const { series } = client.runs;
    const vectors = (await series({ runIds: [runs[1].id] })).find(({ name }) => name.endsWith('/runningMean'));
    expect((await drawn({ runIds: [runs[1].id], name: vectors?.name ?? '' })).steps.length).toBe(0);
    expect(await drawn({ runIds, name: 'no/such' })).toMatchObject({ points: 0, runs: 0 });
  });

  it('gives the mean over runs', async () => {
    const { client, lab } = await connected();
    const experiment = await client.experiments.start({ spec: spirals({ seeds: [1, 2] }) });
    await ended(lab, experiment.id);
    const { runs } = await client.experiments.get({ experimentId: experiment.id });
    const runIds = runs.filter(({ arm }) => arm === 'with BN').map(({ id }) => id);
    const found = await client.runs.series({ runIds, names: ['train/loss'] });
    const curves = found.map(({ chunks }) => curveOf(chunks.map((chunk) => decodeChunk('train/loss', chunk))));

    const [mean] = await client.runs.curves({ curves: [{ runIds, name: 'train/loss' }] });
    expect(decodeCurve(mean)).toMatchObject({ ...aggregateCurve(curves), points: curves[0].steps.length });
  });

  it('gives recipes and plans specs', async () => {
    const { client } = await connected();
    const recipes = await client.recipes.list();
    expect(recipes.map((recipe) => recipe.id)).toContain('mnist-fig1');
    const plan = await client.specs.plan({ spec: recipes[0].spec });
    expect(plan).toMatchObject({ device: 'wasm', durationMs: null, estimate: { kind: 'none' } });
    expect(plan.arms.map(({ arm }) => arm)).toEqual(recipes[0].spec.arms.map(({ name }) => name));
    expect((await client.lab.info()).door).toBe('cli');
  });

  it('finds runs by a filter, page by page, and completes its text', async () => {
    const { client, lab } = await connected();
    const { id } = await client.experiments.start({ spec: spirals({ seeds: [1, 2] }) });
    await ended(lab, id);
    const all = await client.runs.find({});
    expect(all.total).toBe(4);
    const found = await client.runs.find({
      filter: 'arm = "with BN" and test/accuracy.last exists and network.normalization.kind = batch',
      order: { field: 'seed', descending: true },
      limit: 1,
    });
    expect(found).toMatchObject({ total: 2, runs: [{ arm: 'with BN', seed: 2 }] });
    const text = 'arm = "wi';
    const completion = await client.runs.completeFilter({ text, cursor: text.length });
    expect(completion).toMatchObject({ from: 6, to: 9 });
    expect(completion.options.map((option) => option.text).sort()).toEqual(['"with BN"', '"without BN"']);

    const faulty = await safe(client.runs.find({ filter: 'seed = 1 and status = complete' }));
    expect(isDefinedError(faulty.error) && faulty.error.data).toMatchObject({
      code: 'FILTER_INVALID',
      details: { column: 23, from: 22, to: 30, received: '"complete"', meant: 'completed' },
    });
    const unordered = await safe(client.runs.find({ order: { field: 'sed' } }));
    expect(isDefinedError(unordered.error) && unordered.error.data).toMatchObject({
      code: 'FILTER_INVALID',
      message: expect.stringContaining('did you mean seed?'),
    });
  });

  it('lists the columns of a table in a file, or says why it cannot', async () => {
    const { client } = await connected();
    const folder = mkdtempSync(join(tmpdir(), 'bnlab-columns-'));
    try {
      const file = join(folder, 'flowers.csv');
      writeFileSync(file, 'sepal,species\n5.1,setosa\n6,virginica\n');
      const outline = await client.datasets.columns({ file });
      expect(outline).toMatchObject({ delimiter: 'comma', rows: 2 });
      expect(outline.columns.map(({ name, type }) => [name, type])).toEqual([
        ['sepal', 'number'],
        ['species', 'text'],
      ]);
      const refusal = async (path: string) => (await safe(client.datasets.columns({ file: path }))).error;
      expect(await refusal(join(folder, 'none.csv'))).toMatchObject({
        data: {
          code: 'DATA_INVALID',
          message: `expected the file ${join(folder, 'none.csv')}, received no such file.`,
        },
      });
      expect(await refusal(folder)).toMatchObject({ data: { message: expect.stringContaining('received a folder') } });
      expect(await refusal('flowers.csv')).toMatchObject({
        data: { message: expect.stringContaining('expected an absolute path, received a relative one') },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('turns expected failures into the typed error, with code, message and details', async () => {
    const { client, faults } = await connected();
    const missing = await safe(client.runs.get({ runId: 'nowhere' }));
    expect(isDefinedError(missing.error)).toBe(true);
    expect(missing.error).toMatchObject({
      code: 'LAB',
      message: 'There is no run "nowhere".',
      data: { code: 'NOT_FOUND', message: 'There is no run "nowhere".', details: { what: 'run', id: 'nowhere' } },
    });
    const bad = await safe(client.experiments.start({ spec: { ...spirals(), seeds: [] } }));
    expect(bad.error).toMatchObject({ code: 'LAB', data: { code: 'SPEC_INVALID', details: [{ path: 'seeds' }] } });
    expect(faults).toEqual([]);
  });

  it('logs unexpected failures, and reveals no internals', async () => {
    const { client, lab, faults } = await connected();
    await lab.close();
    const { error } = await safe(client.experiments.list());
    expect(error).toMatchObject({ code: 'LAB', data: { code: 'INTERNAL' } });
    expect(faults).toEqual([expect.objectContaining({ message: expect.stringMatching(/lab\.db is open/) })]);
    expect(JSON.stringify(error)).not.toContain('lab.db');
  });

  it('refuses input that does not match the contract', async () => {
    const { client } = await connected();
    const { error } = await safe(client.experiments.get({ experimentId: 7 as unknown as string }));
    expect(error).toMatchObject({ code: 'BAD_REQUEST' });
  });
});
