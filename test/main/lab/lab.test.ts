import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LabEvent } from '#core/contract/lab-event.ts';
import { decodeValues } from '#core/contract/series-codec.ts';
import { SpecError } from '#core/errors.ts';
import { createLab } from '#main/lab/create-lab.ts';
import type { Lab } from '#main/lab/lab.ts';
import { openStore } from '#main/store/open-store.ts';
import { builtJob } from '../jobs/built-job.ts';
import { freshFolder } from '../store/experiments.ts';
import { startCheck, ended, firstEvent, openLab, isPoints } from './opened-lab.ts';
import { resultsOf, seriesBits } from './series-bits.ts';
import { longRun, spirals } from './small-experiments.ts';

const { launcher } = builtJob();

describe('an experiment in the lab', () => {
  it('runs to its end, and everything is still there when the lab is opened again', async () => {
    const databaseFile = join(await freshFolder(), 'lab.db');
    const lab = await openLab(launcher(), { databaseFile });
    const started = await lab.experiments.start({ spec: spirals(), device: 'wasm' });
    expect(started).toMatchObject({ title: 'Spirals for a test', dataset: 'Two spirals', runs: { total: 4 } });

    const detail = await ended(lab, started.id);
    expect(detail.experiment).toMatchObject({ status: 'completed', progress: 1, runs: { completed: 4 } });
    for (const run of detail.runs) {
      expect(run).toMatchObject({ status: 'completed', steps: 80, stepsTotal: 80, stepsPerEpoch: 10, failure: null });
      expect(run.durationMs).toBeGreaterThan(0);
      expect(Object.keys(run.summary).sort()).toEqual(['test/accuracy', 'test/loss', 'train/accuracy', 'train/loss']);
    }
    expect(detail.environment).toMatchObject({
      appVersion: '0.0.0-test',
      deviceDescription: expect.stringContaining('WebAssembly'),
      precision: 'float32',
      runtime: `Node ${process.versions.node}`,
      specHash: detail.runs[0].specHash,
    });

    const withBn = detail.runs.find((run) => run.arm === 'with BN');
    const series = await resultsOf(lab, withBn?.id ?? '');
    expect(series.map(({ name }) => name)).toEqual([
      'layers.0.batchNorm/runningMean',
      'layers.0.batchNorm/runningVar',
      'layers.1.batchNorm/runningMean',
      'layers.1.batchNorm/runningVar',
      'test/accuracy',
      'test/loss',
      'train/accuracy',
      'train/loss',
    ]);
    const count = (name: string) =>
      series
        .filter((one) => one.name === name)
        .flatMap((one) => one.chunks)
        .reduce((sum, chunk) => sum + chunk.values.length, 0);
    expect(count('train/loss')).toBe(80);
    expect(count('test/accuracy')).toBe(9);
    expect(count('layers.0.batchNorm/runningMean')).toBe(9 * 12);

    // The last and best values are those of the series.
    const accuracies = series
      .filter(({ name }) => name === 'test/accuracy')
      .flatMap((one) => one.chunks.flatMap((chunk) => [...chunk.values]));
    expect(withBn?.summary['test/accuracy']).toEqual({ last: accuracies.at(-1), best: Math.max(...accuracies) });
    const losses = series
      .filter(({ name }) => name === 'train/loss')
      .flatMap((one) => one.chunks.flatMap((chunk) => [...chunk.values]));
    expect(withBn?.summary['train/loss']).toEqual({ last: losses.at(-1), best: Math.min(...losses) });

    await lab.close();
    const again = await openLab(launcher(), { databaseFile });
    expect(await again.experiments.list()).toEqual([detail.experiment]);
    expect(await again.experiments.get({ experimentId: started.id })).toEqual(detail);
    expect(await resultsOf(again, withBn?.id ?? '')).toEqual(series);

    await again.close();
    const store = await openStore(databaseFile, { mode: 'read' });
    const tensors = await store.tensors.read(withBn?.id ?? '');
    await store.close();
    expect(tensors.map(({ path, role, shape }) => [path, role, shape])).toContainEqual([
      'layers.1.batchNorm.runningVar',
      'statistic',
      [12],
    ]);
    expect(tensors.map(({ path }) => path)).toContain('layers.0.dense.weight');
    // The final values of training equal the last point of the series.
    const runningMean = tensors.find(({ path }) => path === 'layers.0.batchNorm.runningMean');
    expect([...(runningMean?.values ?? [])]).toEqual([...(series[0].chunks.at(-1)?.values ?? [])].slice(-12));
  });

  it.each(['reference', 'wasm'] as const)(
    'gives the same bits twice on %s, and with one job as with three',
    async (device) => {
      const one = await openLab(launcher(), { jobs: 1 });
      const three = await openLab(launcher(), { jobs: 3 });
      const bitsOf = async (lab: Lab) => {
        const { id } = await lab.experiments.start({ spec: spirals(), device });
        expect((await ended(lab, id)).experiment.status).toBe('completed');
        return seriesBits(lab, id);
      };
      const first = await bitsOf(one);
      expect(Object.keys(first)).toEqual(['without BN, 1', 'with BN, 1', 'without BN, 2', 'with BN, 2']);
      expect(first['with BN, 1']['train/loss']).not.toBe(first['with BN, 2']['train/loss']);
      expect(await bitsOf(three)).toEqual(first);
      expect(await bitsOf(one)).toEqual(first);
    },
  );

  it('says at which step it diverged, and keeps the point that shows it', async () => {
    const lab = await openLab(launcher());
    const spec = spirals({
      seeds: [1],
      arms: [{ name: 'only' }],
      base: {
        loss: 'meanSquaredError',
        network: { layers: [{ kind: 'dense', units: 8 }], activation: 'identity' },
        optimizer: { kind: 'sgd', learningRate: 1e4 },
      },
    });
    const { id } = await lab.experiments.start({ spec, device: 'wasm' });
    const {
      runs: [run],
      experiment,
    } = await ended(lab, id);
    expect(run.status).toBe('diverged');
    expect(run.divergedAtStep).toBe(run.steps);
    expect(run.failure).toBeNull();
    expect(run.summary['train/loss'].last).toBeNull();
    expect(run.summary['train/loss'].best).toBeGreaterThan(0);
    expect(experiment).toMatchObject({ status: 'completed', progress: 1, runs: { diverged: 1 } });
    const [losses] = await lab.runs.series({ runIds: [run.id], names: ['train/loss'] });
    expect(Number.isFinite(losses.chunks.at(-1)?.values.at(-1))).toBe(false);
  });

  it('is refused with all faults of its spec, and stores nothing', async () => {
    const lab = await openLab(launcher());
    const bad = { ...spirals(), seeds: [-1], base: { ...spirals().base, batchSize: 0 } };
    const refusal = await lab.experiments.start({ spec: bad, device: 'wasm' }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(SpecError);
    expect((refusal as SpecError).details.map(({ path }) => path).sort()).toEqual(['base.batchSize', 'seeds.0']);
    expect(await lab.experiments.list()).toEqual([]);
  });

  it('is refused with the figures if it cannot fit, and stores nothing', async () => {
    const lab = await openLab(launcher());
    const layers = [
      { kind: 'dense' as const, units: 16_384 },
      { kind: 'dense' as const, units: 16_384 },
    ];
    const spec = spirals({ base: { network: { layers }, optimizer: { kind: 'adam' } } });
    const refusal = { code: 'UNSUPPORTED', message: expect.stringContaining('addresses at most') };
    await expect(lab.experiments.start({ spec, device: 'wasm' })).rejects.toMatchObject(refusal);
    await expect(lab.specs.plan({ spec, device: 'wasm', timed: false })).rejects.toMatchObject(refusal);
    expect(await lab.experiments.list()).toEqual([]);
  });

  it('can be removed while it runs, and restored', async () => {
    const lab = await openLab(launcher());
    const { id } = await lab.experiments.start({ spec: longRun(), device: 'wasm' });
    await firstEvent(lab.watch({ experimentId: id, series: ['train/loss'] }), isPoints);
    await lab.experiments.remove({ experimentId: id });
    expect(await lab.experiments.list()).toEqual([]);
    const restored = await lab.experiments.restore({ experimentId: id });
    expect(restored.status).toBe('cancelled');
    expect(await lab.experiments.list()).toEqual([restored]);
  });
});

describe('watching a lab', () => {
  it('reports each run’s states in order, and every point once', async () => {
    const lab = await openLab(launcher());
    const all = lab.watch({});
    const { id } = await lab.experiments.start({ spec: spirals({ seeds: [1] }), device: 'wasm' });
    const withPoints = lab.watch({ experimentId: id, series: ['train/loss'] });
    const detail = await ended(lab, id);
    await lab.close();
    const seenEvents: LabEvent[] = [];
    for await (const event of all) seenEvents.push(event);

    for (const run of detail.runs) {
      const states = seenEvents.flatMap((event) =>
        event.kind === 'runChanged' && event.run.id === run.id ? [event.run.status] : [],
      );
      expect(states.filter((status, index) => status !== states[index - 1])).toEqual([
        'queued',
        'running',
        'completed',
      ]);
    }
    const progress = seenEvents.flatMap((event) =>
      event.kind === 'experimentChanged' ? [event.experiment.progress] : [],
    );
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
    expect(seenEvents.some((event) => event.kind === 'points')).toBe(false);

    const points: LabEvent[] = [];
    for await (const event of withPoints) points.push(event);
    for (const run of detail.runs) {
      const announced = points.flatMap((event) =>
        event.kind === 'points' && event.runId === run.id && event.name === 'train/loss'
          ? [...decodeValues(event.chunk.values)]
          : [],
      );
      expect(announced).toHaveLength(80);
    }
  });
});

describe('opening a lab', () => {
  it('is refused if its database is open in another lab', async () => {
    const databaseFile = join(await freshFolder(), 'lab.db');
    await openLab(launcher(), { databaseFile });
    const second = createLab({ databaseFile, door: 'cli', launcher: launcher(), startCheck, appVersion: '0' });
    await expect(second).rejects.toThrow(/is open in another BatchNorm Lab/);
  });

  it('knows itself, its recipes and its devices', async () => {
    const lab = await openLab(launcher(), { jobs: 3 });
    const info = await lab.info();
    expect(info).toMatchObject({ appVersion: '0.0.0-test', door: 'cli', jobs: 3 });
    expect(info.devices.map((device) => device.name)).toEqual(['reference', 'wasm']);
    expect((await lab.recipes.list()).map((recipe) => recipe.id)).toContain('spirals');
  });
});
