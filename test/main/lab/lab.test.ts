import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LabEvent } from '#core/contract/lab-event.ts';
import { decodeValues } from '#core/contract/series-codec.ts';
import { SpecError } from '#core/errors.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { createLab } from '#main/lab/create-lab.ts';
import type { Lab } from '#main/lab/lab.ts';
import { openStore } from '#main/store/open-store.ts';
import { builtJob } from '../jobs/built-job.ts';
import { freshFolder } from '../store/experiments.ts';
import { smallDisk } from '../store/small-disk.ts';
import { startCheck, ended, firstEvent, openLab } from './opened-lab.ts';
import { resultsOf, seriesBits } from './series-bits.ts';
import { longRun, spirals } from './small-experiments.ts';

const { launcher } = builtJob();

const isPoints = (event: LabEvent): event is Extract<LabEvent, { kind: 'points' }> => event.kind === 'points';

/** A launcher whose processes' ids a test can see. */
function seen(inner: JobLauncher): JobLauncher & { readonly pids: number[] } {
  const pids: number[] = [];
  return {
    pids,
    launch() {
      const job = inner.launch();
      if (job.pid !== undefined) pids.push(job.pid);
      return job;
    },
  };
}

describe('an experiment in the lab', () => {
  it('runs to its end, and everything is there again when the lab is opened again', async () => {
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
    // What training ended with is what the last point of the series says.
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

  it('that diverges says at which step, and keeps the point that shows it', async () => {
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

  it('with faults in its spec is refused with all of them, and leaves nothing', async () => {
    const lab = await openLab(launcher());
    const bad = { ...spirals(), seeds: [-1], base: { ...spirals().base, batchSize: 0 } };
    const refusal = await lab.experiments.start({ spec: bad, device: 'wasm' }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(SpecError);
    expect((refusal as SpecError).details.map(({ path }) => path).sort()).toEqual(['base.batchSize', 'seeds.0']);
    expect(await lab.experiments.list()).toEqual([]);
  });

  it('that cannot fit is refused with the figures, and leaves nothing', async () => {
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

describe('a run that is ended', () => {
  it('by cancelling keeps what it reported', async () => {
    const lab = await openLab(launcher(), { jobs: 1 });
    const { id } = await lab.experiments.start({ spec: { ...longRun(), seeds: [1, 2] }, device: 'wasm' });
    await firstEvent(lab.watch({ experimentId: id, series: ['train/loss'] }), isPoints);
    await lab.queue.cancel({ kind: 'experiment', experimentId: id });
    const cancelled = (await lab.experiments.get({ experimentId: id })).experiment;
    expect(cancelled).toMatchObject({ status: 'cancelled', runs: { cancelled: 2 } });
    const { runs } = await lab.experiments.get({ experimentId: id });
    expect(runs[0].steps).toBeGreaterThan(0);
    expect(runs[1]).toMatchObject({ steps: 0, startedAt: null });
    const [losses] = await lab.runs.series({ runIds: [runs[0].id], names: ['train/loss'] });
    expect(losses.chunks.reduce((sum, chunk) => sum + chunk.values.length, 0)).toBe(runs[0].steps);
    // Cancelling what has ended already changes nothing.
    await lab.queue.cancel({ kind: 'experiment', experimentId: id });
    expect((await lab.experiments.get({ experimentId: id })).experiment).toEqual(cancelled);
  });

  it('alone leaves its siblings running', async () => {
    const lab = await openLab(launcher(), { jobs: 1 });
    const long = longRun();
    const { id } = await lab.experiments.start({
      spec: { ...long, arms: [{ name: 'long' }, { name: 'short', patch: { 'duration.count': 20 } }] },
      device: 'wasm',
    });
    await firstEvent(lab.watch({ experimentId: id, series: ['train/loss'] }), isPoints);
    const { runs } = await lab.experiments.get({ experimentId: id });
    expect(await lab.queue.cancel({ kind: 'run', runId: runs[0].id })).toMatchObject([{ status: 'cancelled' }]);
    expect((await ended(lab, id)).runs.map((run) => run.status)).toEqual(['cancelled', 'completed']);
  });

  it('by a kill is interrupted, says so, keeps its points, and hinders no other run', async () => {
    const watched = seen(launcher());
    const lab = await openLab(watched, { jobs: 1 });
    const { id } = await lab.experiments.start({
      spec: { ...longRun(), arms: [{ name: 'long' }, { name: 'short', patch: { 'duration.count': 20 } }] },
      device: 'wasm',
    });
    const { chunk } = await firstEvent(
      lab.watch({ experimentId: id, series: ['train/loss'] }),
      (event): event is Extract<LabEvent, { kind: 'points' }> => event.kind === 'points' && event.name === 'train/loss',
    );
    process.kill(watched.pids[0], 'SIGKILL');
    const { runs, experiment } = await ended(lab, id);
    expect(runs.map((run) => run.status)).toEqual(['interrupted', 'completed']);
    expect(runs[0].failure).toMatch(
      /The job process ended unexpectedly \(signal SIGKILL\)\. What it had reported is kept\./,
    );
    expect(experiment.status).toBe('incomplete');
    const [losses] = await lab.runs.series({ runIds: [runs[0].id], names: ['train/loss'] });
    const announced = decodeValues(chunk.values);
    const stored = losses.chunks.flatMap((piece) => [...piece.values]);
    expect(stored.slice(0, announced.length)).toEqual([...announced]);
    expect(stored).toHaveLength(runs[0].steps);
  });

  it('would be by a missing data set, is not even stored', async () => {
    const nowhere = join(await freshFolder(), 'nowhere');
    vi.stubEnv('BNLAB_MNIST_DIR', nowhere);
    onTestFinished(() => void vi.unstubAllEnvs());
    const lab = await openLab(launcher());
    const spec = spirals({ seeds: [1], arms: [{ name: 'only' }], base: { dataset: { kind: 'mnist' } } });
    await expect(lab.experiments.start({ spec, device: 'wasm' })).rejects.toThrow('MNIST is not on this machine');
    expect(await lab.experiments.list()).toEqual([]);
  });

  it('by a full disk says so, keeps nobody waiting, and is interrupted when the lab is opened again', async (context) => {
    const databaseFile = join(smallDisk(context), 'lab.db');
    const faults: unknown[] = [];
    const lab = await openLab(launcher(), { databaseFile, jobs: 1, reportFault: (fault) => faults.push(fault) });
    const { id } = await lab.experiments.start({ spec: longRun(), device: 'wasm' });
    const { runs, experiment } = await ended(lab, id);
    expect(['failed', 'interrupted']).toContain(runs[0].status);
    expect(runs[0].failure).toMatch(
      /The disk is full: .*lab\.db could not be written\. What was stored before is safe/,
    );
    expect(experiment).toMatchObject({ status: 'incomplete', runs: { running: 0, queued: 0 } });
    expect(await lab.runs.get({ runId: runs[0].id })).toEqual(runs[0]);
    await lab.close();

    const store = await openStore(databaseFile, { mode: 'read' });
    const { steps } = await store.runs.get(runs[0].id);
    const [losses] = await store.series.read([runs[0].id], ['train/loss']);
    await store.close();
    expect(steps).toBeGreaterThan(0);
    expect(losses.chunks.reduce((sum, chunk) => sum + chunk.values.length, 0)).toBe(steps);
  });

  it('by closing the lab is interrupted, and its points are stored', async () => {
    const databaseFile = join(await freshFolder(), 'lab.db');
    const lab = await openLab(launcher(), { databaseFile, jobs: 1 });
    const { id } = await lab.experiments.start({ spec: { ...longRun(), seeds: [1, 2] }, device: 'wasm' });
    await firstEvent(lab.watch({ experimentId: id, series: ['train/loss'] }), isPoints);
    await lab.close();

    const again = await openLab(launcher(), { databaseFile });
    const { runs, experiment } = await again.experiments.get({ experimentId: id });
    expect(experiment.status).toBe('running');
    expect(runs.map((run) => run.status)).toEqual(['interrupted', 'queued']);
    expect(runs[0].failure).toMatch(/was closed before this run ended/);
    const [losses] = await again.runs.series({ runIds: [runs[0].id], names: ['train/loss'] });
    expect(losses.chunks.reduce((sum, chunk) => sum + chunk.values.length, 0)).toBe(runs[0].steps);
  });
});

describe('watching a lab', () => {
  it('tells each run’s states in order, and every point once', async () => {
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
  it('whose database is open in another one is refused', async () => {
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
