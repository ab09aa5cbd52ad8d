import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NotFoundError, StoreError } from '#core/errors.ts';
import type { NamedTensor } from '#core/train/events.ts';
import { openStore } from '#main/store/open-store.ts';
import { CHUNK_VALUES_MAX } from '#main/store/series/series-chunks.ts';
import type { Store } from '#main/store/store.ts';
import { points } from '#test/fixtures/points.ts';
import { freshFolder, newExperiment } from './experiments.ts';

async function freshStore(): Promise<Store> {
  const store = await openStore(join(await freshFolder(), 'lab.db'), { mode: 'own' });
  onTestFinished(() => store.close());
  return store;
}

async function firstRun(store: Store): Promise<string> {
  const { id } = await store.experiments.create(newExperiment());
  return (await store.experiments.get(id)).runs[0].id;
}

describe('experiments in the store', () => {
  it('come back as they were created', async () => {
    const store = await freshStore();
    const given = newExperiment();
    const record = await store.experiments.create(given);
    expect(record).toMatchObject({
      title: 'Two arms',
      dataset: 'Two spirals',
      status: 'queued',
      arms: ['without BN', 'with BN'],
      baseline: 'without BN',
      seeds: [1, 2],
      progress: 0,
    });
    expect(record.runs).toMatchObject({ total: 4, queued: 4, completed: 0 });

    const stored = await store.experiments.get(record.id);
    expect(stored.spec).toEqual(given.spec);
    expect(stored.specHash).toBe('hash-of-the-experiment');
    expect(Object.keys(stored.armSpecs)).toEqual(['without BN', 'with BN']);
    expect(stored.armSpecs['with BN'].network.normalization).toMatchObject({ kind: 'batch', momentum: 0.1 });
    expect(stored.runs.map((run) => [run.arm, run.seed, run.status, run.specHash])).toEqual([
      ['without BN', 1, 'queued', 'hash-without'],
      ['with BN', 1, 'queued', 'hash-with'],
      ['without BN', 2, 'queued', 'hash-without'],
      ['with BN', 2, 'queued', 'hash-with'],
    ]);
    expect(await store.runs.spec(stored.runs[1].id)).toEqual(stored.armSpecs['with BN']);
  });

  it('are listed newest first, without the removed ones, which come back whole', async () => {
    const store = await freshStore();
    const first = await store.experiments.create(newExperiment('first'));
    await store.experiments.create(newExperiment('second'));
    const titles = async () => (await store.experiments.list()).map((experiment) => experiment.title);
    expect(await titles()).toEqual(['second', 'first']);
    await store.experiments.remove(first.id);
    expect(await titles()).toEqual(['second']);
    expect(await store.experiments.restore(first.id)).toEqual(first);
    expect(await titles()).toEqual(['second', 'first']);
  });

  it('derive status and progress from their runs', async () => {
    const store = await freshStore();
    const { id } = await store.experiments.create(newExperiment());
    const { runs } = await store.experiments.get(id);
    const experiment = async () => (await store.experiments.get(id)).experiment;
    await store.runs.update(runs[0].id, { status: 'running', stepsTotal: 20 });
    await store.runs.recordProgress(runs[0].id, { steps: 10, points: [], summary: {} });
    expect(await experiment()).toMatchObject({ status: 'running', progress: 10 / 80 });
    await store.runs.update(runs[0].id, { status: 'completed', steps: 20 });
    expect(await experiment()).toMatchObject({ status: 'running', progress: 20 / 80 });
    await store.runs.update(runs[1].id, { status: 'diverged', steps: 3, divergedAtStep: 3 });
    expect(await experiment()).toMatchObject({ status: 'running', progress: 40 / 80 });
    await store.runs.update(runs[2].id, { status: 'cancelled', steps: 10 });
    await store.runs.update(runs[3].id, { status: 'cancelled' });
    expect(await experiment()).toMatchObject({ status: 'cancelled', progress: 50 / 80 });
    await store.runs.update(runs[3].id, { status: 'failed', failure: 'no data set' });
    expect(await experiment()).toMatchObject({ status: 'incomplete' });
    await store.runs.update(runs[2].id, { status: 'completed' });
    await store.runs.update(runs[3].id, { status: 'completed' });
    expect(await experiment()).toMatchObject({ status: 'completed', progress: 1 });
  });

  it('whose data only tell how many steps there are never lose progress, nor are done before they end', async () => {
    const store = await freshStore();
    const { runs, ...rest } = newExperiment();
    const { id } = await store.experiments.create({ ...rest, runs: runs.map((run) => ({ ...run, stepsPlanned: 0 })) });
    const stored = (await store.experiments.get(id)).runs;
    const seen: number[] = [];
    for (const { id: runId } of stored) {
      await store.runs.update(runId, { status: 'running', stepsTotal: 20 });
      for (const steps of [0, 10, 20]) {
        await store.runs.recordProgress(runId, { steps, points: [], summary: {} });
        seen.push((await store.experiments.get(id)).experiment.progress);
      }
      expect(seen.at(-1)).toBeLessThan(1);
      await store.runs.update(runId, { status: 'completed' });
      seen.push((await store.experiments.get(id)).experiment.progress);
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.slice(0, 4)).toEqual([0, 0.125, 0.2475, 0.25]);
    expect(seen.at(-1)).toBe(1);
  });

  it('that do not exist are not found', async () => {
    const store = await freshStore();
    await expect(store.experiments.get('nowhere')).rejects.toThrow(new NotFoundError('experiment', 'nowhere'));
    await expect(store.experiments.remove('nowhere')).rejects.toThrow(NotFoundError);
    await expect(store.runs.get('nowhere')).rejects.toThrow(new NotFoundError('run', 'nowhere'));
    await expect(
      store.runs.recordProgress('nowhere', { steps: 1, points: [points('train/loss', 1, [1])], summary: {} }),
    ).rejects.toThrow(NotFoundError);
    await expect(store.series.read(['nowhere'])).rejects.toThrow(NotFoundError);
  });
});

describe('series in the store', () => {
  it('come back bit for bit, NaN and Infinity included', async () => {
    const store = await freshStore();
    const run = await firstRun(store);
    const odd = Float32Array.of(Number.NaN, Infinity, -0, 1e-45);
    await store.runs.recordProgress(run, {
      steps: 4,
      points: [{ series: 'train/loss', firstStep: 1, stride: 1, width: 1, values: odd }],
      summary: {},
    });
    const [series] = await store.series.read([run]);
    expect(new Uint32Array(series.chunks[0].values.buffer)).toEqual(new Uint32Array(odd.buffer));
  });

  it('that are reported in many small pieces become few chunks, and lose nothing', async () => {
    const store = await freshStore();
    const run = await firstRun(store);
    const count = 2 * CHUNK_VALUES_MAX + 100;
    for (let step = 1; step <= count; step += 50) {
      const piece = Array.from({ length: 50 }, (_, index) => step + index);
      await store.runs.recordProgress(run, {
        steps: step + 49,
        points: [points('train/loss', step, piece)],
        summary: {},
      });
    }
    const [series] = await store.series.read([run], ['train/loss']);
    expect(series.chunks.length).toBeLessThanOrEqual(4);
    const values = series.chunks.flatMap((chunk) => [...chunk.values]);
    const steps = series.chunks.flatMap((chunk) =>
      [...chunk.values].map((_, index) => chunk.firstStep + index * chunk.stride),
    );
    expect(values.length).toBeGreaterThanOrEqual(count);
    expect(steps).toEqual(values);
  });

  it('of vectors keep their width, and uneven steps their places', async () => {
    const store = await freshStore();
    const run = await firstRun(store);
    await store.runs.recordProgress(run, {
      steps: 10,
      points: [
        points('layers.0.batchNorm/runningMean', 0, [1, 2, 3], 1, 3),
        points('layers.0.batchNorm/runningMean', 10, [4, 5, 6], 1, 3),
        points('test/accuracy', 0, [0.1]),
        points('test/accuracy', 10, [0.2]),
        points('test/accuracy', 20, [0.3]),
        points('test/accuracy', 25, [0.4]),
      ],
      summary: {},
    });
    const [running, accuracy] = await store.series.read([run]);
    expect(running.chunks).toEqual([points('layers.0.batchNorm/runningMean', 0, [1, 2, 3, 4, 5, 6], 10, 3)]);
    expect(accuracy.chunks).toEqual([
      points('test/accuracy', 0, [0.1, 0.2, 0.3], 10),
      points('test/accuracy', 25, [0.4]),
    ]);
  });

  it('are read for the runs and names asked for', async () => {
    const store = await freshStore();
    const { id } = await store.experiments.create(newExperiment());
    const [one, two] = (await store.experiments.get(id)).runs;
    for (const run of [one, two]) {
      await store.runs.recordProgress(run.id, {
        steps: 1,
        points: [points('train/loss', 1, [run.seed]), points('train/accuracy', 1, [0])],
        summary: {
          'train/loss': { last: run.seed, best: run.seed },
        },
      });
    }
    const found = await store.series.read([two.id, one.id], ['train/loss']);
    expect(found.map((series) => [series.runId, series.name])).toEqual([
      [two.id, 'train/loss'],
      [one.id, 'train/loss'],
    ]);
    expect(await store.runs.get(one.id)).toMatchObject({ steps: 1, summary: { 'train/loss': { last: 1, best: 1 } } });
  });

  it('leave nothing of a batch that could not be stored whole', async () => {
    const store = await freshStore();
    const run = await firstRun(store);
    const backwards = [points('train/loss', 1, [1]), points('test/loss', 5, [1]), points('test/loss', 5, [2])];
    await expect(store.runs.recordProgress(run, { steps: 1, points: backwards, summary: {} })).rejects.toThrow(
      StoreError,
    );
    expect(await store.series.read([run])).toEqual([]);
    expect((await store.runs.get(run)).steps).toBe(0);
  });
});

describe('what a run leaves behind', () => {
  const tensors: NamedTensor[] = [
    { path: 'layers.0.dense.weight', role: 'parameter', shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
    { path: 'layers.0.batchNorm.runningMean', role: 'statistic', shape: [3], values: Float32Array.of(-1, 0, 1) },
  ];
  const environment = {
    appVersion: '0.1.0',
    deviceDescription: 'WebAssembly SIMD',
    precision: 'float32' as const,
    cpu: 'A processor',
    gpu: null,
    cores: 2,
    memoryBytes: 8e9,
    platform: 'linux x64',
    runtime: 'Node 22',
    specHash: 'hash-without',
  };

  it('comes back after the database was closed and opened again', async () => {
    const file = join(await freshFolder(), 'lab.db');
    const store = await openStore(file, { mode: 'own' });
    const run = await firstRun(store);
    await store.runs.recordProgress(run, {
      steps: 20,
      points: [points('train/loss', 1, [3, 2])],
      summary: { 'train/loss': { last: 2, best: 2 } },
    });
    await store.tensors.write(run, tensors);
    const attempt = await store.attempts.begin(run, '2026-01-01T00:00:00.000Z', 0);
    await store.attempts.update(run, attempt, { environment });
    const ended = await store.runs.update(run, {
      status: 'completed',
      steps: 20,
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: '2026-01-01T00:00:01.500Z',
      durationMs: 1_500,
    });
    await store.close();

    const again = await openStore(file, { mode: 'own' });
    onTestFinished(() => again.close());
    expect(await again.runs.get(run)).toEqual(ended);
    expect(await again.tensors.read(run)).toEqual(tensors);
    expect((await again.attempts.list(run)).map((one) => one.environment)).toEqual([environment]);
    expect(await again.series.read([run])).toEqual([
      { runId: run, name: 'train/loss', chunks: [points('train/loss', 1, [3, 2])] },
    ]);
    expect(await again.experiments.list()).toHaveLength(1);
  });

  it('is nothing before there is something', async () => {
    const store = await freshStore();
    const run = await firstRun(store);
    expect(await store.tensors.read(run)).toEqual([]);
    expect(await store.attempts.list(run)).toEqual([]);
    expect(await store.series.read([run])).toEqual([]);
  });

  it('is kept when its process is no more: the run is interrupted, and those that wait go on waiting', async () => {
    const file = join(await freshFolder(), 'lab.db');
    const store = await openStore(file, { mode: 'own' });
    const { id } = await store.experiments.create(newExperiment());
    const [first, second] = (await store.experiments.get(id)).runs;
    await store.runs.update(first.id, { status: 'running' });
    await store.runs.recordProgress(first.id, { steps: 3, points: [points('train/loss', 1, [3, 2, 1])], summary: {} });
    await store.runs.update(second.id, { status: 'completed' });
    await store.close();

    const again = await openStore(file, { mode: 'own' });
    onTestFinished(() => again.close());
    expect(await again.runs.interruptOrphans()).toBe(1);
    expect(await again.runs.interruptOrphans()).toBe(0);
    const { experiment, runs } = await again.experiments.get(id);
    expect(runs.map((run) => run.status)).toEqual(['interrupted', 'completed', 'queued', 'queued']);
    expect(runs[0]).toMatchObject({ steps: 3, failure: expect.stringContaining('What it had reported is kept') });
    expect(experiment.status).toBe('running');
    expect((await again.series.read([first.id]))[0].chunks[0].values).toEqual(Float32Array.of(3, 2, 1));
  });
});
