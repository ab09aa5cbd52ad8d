import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LabEvent } from '#core/contract/lab-event.ts';
import { decodeValues } from '#core/contract/series-codec.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { openStore } from '#main/store/open-store.ts';
import { builtJob } from '../jobs/built-job.ts';
import { freshFolder } from '../store/experiments.ts';
import { smallDisk } from '../store/small-disk.ts';
import { ended, firstEvent, openLab, isPoints } from './opened-lab.ts';
import { longRun, spirals } from './small-experiments.ts';

const { launcher } = builtJob();

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

describe('a run that ends early', () => {
  it('keeps what it reported when it is cancelled', async () => {
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

  it('leaves its siblings running when it alone is cancelled', async () => {
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

  it('is interrupted by a kill, says so, keeps its points, and does not hinder other runs', async () => {
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

  it('is not even stored if its data set is missing', async () => {
    const nowhere = join(await freshFolder(), 'nowhere');
    vi.stubEnv('BNLAB_MNIST_DIR', nowhere);
    onTestFinished(() => void vi.unstubAllEnvs());
    const lab = await openLab(launcher());
    const spec = spirals({ seeds: [1], arms: [{ name: 'only' }], base: { dataset: { kind: 'mnist' } } });
    await expect(lab.experiments.start({ spec, device: 'wasm' })).rejects.toThrow('MNIST is not on this machine');
    expect(await lab.experiments.list()).toEqual([]);
  });

  it('reports a full disk, keeps nobody waiting, and is interrupted when the lab is opened again', async (context) => {
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

  it('is interrupted when the lab closes, and its points are stored', async () => {
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
