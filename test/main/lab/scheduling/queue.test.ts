import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '#core/contract/run-record.ts';
import { SpecError } from '#core/errors.ts';
import { builtJob } from '../../jobs/built-job.ts';
import { freshFolder } from '../../store/experiments.ts';
import { seriesBits } from '../series-bits.ts';
import { ended, firstEvent, openLab, isPoints } from '../opened-lab.ts';
import { longRun, spirals } from '../small-experiments.ts';

const { launcher } = builtJob();

/** Long enough to be caught in the middle, and done in a second or two. */
const steps = 60_000;
const caught = () => spirals({ seeds: [1], base: { duration: { unit: 'steps', count: steps } } });

const statuses = (runs: readonly RunRecord[]) => runs.map(({ status }) => status);

describe('pausing', () => {
  it('ends a run with a checkpoint, and resuming gives the same bits as an undisturbed run', async () => {
    const lab = await openLab(launcher(), { jobs: 2 });
    const undisturbed = await lab.experiments.start({ spec: caught(), device: 'wasm' });
    await ended(lab, undisturbed.id);

    const { id } = await lab.experiments.start({ spec: caught(), device: 'wasm' });
    for (let pauses = 0; pauses < 3; pauses += 1) {
      await firstEvent(lab.watch({ experimentId: id, series: ['train/loss'] }), isPoints);
      const paused = await lab.queue.pause({ kind: 'experiment', experimentId: id });
      if (statuses(paused).every((status) => status === 'completed')) break;
      expect(statuses(paused)).toContain('paused');
      expect((await lab.experiments.get({ experimentId: id })).experiment.status).toBe('paused');
      await lab.queue.resume({ kind: 'experiment', experimentId: id });
    }
    const detail = await ended(lab, id);
    expect(statuses(detail.runs)).toEqual(['completed', 'completed']);
    expect(await seriesBits(lab, id)).toEqual(await seriesBits(lab, undisturbed.id));

    for (const run of detail.runs) {
      const attempts = await lab.runs.attempts({ runId: run.id });
      expect(attempts.length).toBeGreaterThan(1);
      expect(attempts.map(({ number }) => number)).toEqual(attempts.map((_, index) => index + 1));
      expect(attempts.at(-1)).toMatchObject({
        exit: 'completed',
        lastStep: steps,
        stepsPerSecond: expect.any(Number),
      });
      for (const [index, attempt] of attempts.entries()) {
        expect(attempt.firstStep).toBe(index === 0 ? 0 : attempts[index - 1].lastStep);
        expect(attempt.environment?.deviceDescription).toContain('WebAssembly');
      }
      // Checkpoints of a completed run are kept only on request.
      expect(await lab.runs.checkpoints({ runId: run.id })).toEqual([]);
    }
  });

  it('takes a waiting run out of the queue, and everything can be paused and resumed at once', async () => {
    const lab = await openLab(launcher(), { jobs: 1 });
    const { id } = await lab.experiments.start({ spec: longRun(), device: 'wasm' });
    const second = await lab.experiments.start({ spec: caught(), device: 'wasm' });
    await firstEvent(lab.watch({ experimentId: id, series: ['train/loss'] }), isPoints);
    const [waiting] = (await lab.queue.list()).waiting;
    expect(await lab.queue.pause({ kind: 'run', runId: waiting.id })).toMatchObject([
      { status: 'paused', startedAt: null },
    ]);
    await lab.queue.pause({ kind: 'all' });
    const { running, waiting: left, paused } = await lab.queue.list();
    expect([running, left]).toEqual([[], []]);
    expect(paused).toHaveLength(3);

    await lab.queue.cancel({ kind: 'experiment', experimentId: id });
    await lab.queue.resume({ kind: 'all' });
    expect(statuses((await ended(lab, second.id)).runs)).toEqual(['completed', 'completed']);
    expect(statuses((await lab.experiments.get({ experimentId: id })).runs)).toEqual(['cancelled']);

    // An experiment that was cancelled as a whole resumes when it is named.
    expect(statuses(await lab.queue.resume({ kind: 'experiment', experimentId: id }))).toEqual(['queued']);
    await firstEvent(lab.watch({ experimentId: id, series: ['train/loss'] }), isPoints);
    expect(statuses(await lab.queue.cancel({ kind: 'experiment', experimentId: id }))).toEqual(['cancelled']);
  });

  it('refuses to resume a run that has completed, and says so', async () => {
    const lab = await openLab(launcher());
    const { id } = await lab.experiments.start({ spec: spirals({ seeds: [1] }), device: 'wasm' });
    const { runs } = await ended(lab, id);
    await expect(lab.queue.resume({ kind: 'run', runId: runs[0].id })).rejects.toThrow(
      /cannot be resumed: it is completed/,
    );
  });
});

describe('a lab that was closed while a run was executing', () => {
  it('continues when it is opened to work off its queue, with the same bits as an undisturbed run', async () => {
    const databaseFile = join(await freshFolder(), 'lab.db');
    const first = await openLab(launcher(), { databaseFile, jobs: 1 });
    const { id } = await first.experiments.start({ spec: caught(), device: 'wasm' });
    await firstEvent(first.watch({ experimentId: id, series: ['train/loss'] }), isPoints);
    await first.close();

    const idle = await openLab(launcher(), { databaseFile, jobs: 1 });
    expect(statuses((await idle.experiments.get({ experimentId: id })).runs)).toEqual(['interrupted', 'queued']);
    await idle.close();

    const again = await openLab(launcher(), { databaseFile, jobs: 1 });
    await again.queue.workOff();
    const { runs } = await ended(again, id);
    expect(statuses(runs)).toEqual(['completed', 'completed']);
    expect((await again.runs.attempts({ runId: runs[0].id })).map(({ exit }) => exit)).toEqual(['closed', 'completed']);
    const undisturbed = await again.experiments.start({ spec: caught(), device: 'wasm' });
    await ended(again, undisturbed.id);
    expect(await seriesBits(again, id)).toEqual(await seriesBits(again, undisturbed.id));
  });
});

describe('the order of the queue', () => {
  it('follows priority and place, and survives a restart of the lab', async () => {
    const databaseFile = join(await freshFolder(), 'lab.db');
    const lab = await openLab(launcher(), { databaseFile, jobs: 1 });
    const long = await lab.experiments.start({ spec: longRun(), device: 'wasm' });
    await firstEvent(lab.watch({ experimentId: long.id, series: ['train/loss'] }), isPoints);
    const { id } = await lab.experiments.start({ spec: spirals({ seeds: [1, 2] }), device: 'wasm' });
    const names = (runs: readonly RunRecord[]) => runs.map(({ arm, seed }) => `${arm} ${seed}`);
    const order = async () => names((await lab.queue.list()).waiting);
    expect(await order()).toEqual(['without BN 1', 'with BN 1', 'without BN 2', 'with BN 2']);
    const { waiting } = await lab.queue.list();
    await lab.queue.move({ scope: { kind: 'run', runId: waiting[3].id }, place: { kind: 'first' } });
    expect(await order()).toEqual(['with BN 2', 'without BN 1', 'with BN 1', 'without BN 2']);
    await lab.queue.prioritize({ scope: { kind: 'run', runId: waiting[2].id }, priority: 10 });
    expect(await order()).toEqual(['without BN 2', 'with BN 2', 'without BN 1', 'with BN 1']);
    await lab.close();

    const again = await openLab(launcher(), { databaseFile, jobs: 1 });
    await again.queue.workOff();
    // The run that was executing continues before the queued ones.
    await expect
      .poll(async () => statuses((await again.experiments.get({ experimentId: long.id })).runs))
      .toEqual(['running']);
    await again.queue.cancel({ kind: 'experiment', experimentId: long.id });
    const { runs } = await ended(again, id);
    const started = [...runs].sort((a, b) => (a.startedAt ?? '').localeCompare(b.startedAt ?? ''));
    expect(names(started)).toEqual(['without BN 2', 'with BN 2', 'without BN 1', 'with BN 1']);
  });
});

describe('a branch', () => {
  it('continues from a checkpoint with another spec, and records where it comes from', async () => {
    const lab = await openLab(launcher());
    const spec = spirals({
      seeds: [1],
      arms: [{ name: 'with BN', patch: { 'network.normalization': { kind: 'batch' } } }],
      base: {
        duration: { unit: 'steps', count: 60 },
        checkpoint: { interval: { unit: 'steps', count: 20 }, keepLast: 10 },
      },
    });
    const { id } = await lab.experiments.start({ spec, device: 'wasm' });
    const {
      runs: [parent],
    } = await ended(lab, id);
    expect((await lab.runs.checkpoints({ runId: parent.id })).map(({ step }) => step)).toEqual(
      expect.arrayContaining([20, 40]),
    );

    const branch = await lab.runs.branch({
      runId: parent.id,
      step: 40,
      patch: { 'optimizer.learningRate': 0.01, 'network.normalization.momentum': 0.5 },
    });
    expect(branch.title).toBe('Spirals for a test, branched at step 40');
    const {
      runs: [run],
    } = await ended(lab, branch.id);
    expect(run).toMatchObject({ status: 'completed', parentRunId: parent.id, parentStep: 40, steps: 60, seed: 1 });
    const [losses] = await lab.runs.series({ runIds: [run.id], names: ['train/loss'] });
    const [parentLosses] = await lab.runs.series({ runIds: [parent.id], names: ['train/loss'] });
    expect(losses.chunks[0].firstStep).toBe(41);
    // The first batch is seen with the parent's parameters, the next one with those of another learning rate.
    expect(losses.chunks[0].values[0]).toBe(parentLosses.chunks[0].values[40]);
    expect(losses.chunks[0].values[1]).not.toBe(parentLosses.chunks[0].values[41]);
  });

  it('is refused if nothing would be left to train, the patch does not fit, or there is no checkpoint', async () => {
    const lab = await openLab(launcher());
    const { id } = await lab.experiments.start({ spec: spirals({ seeds: [1] }), device: 'wasm' });
    const {
      runs: [parent],
    } = await ended(lab, id);
    const branch = (patch: Record<string, string | number>, step: number | null = null) =>
      lab.runs.branch({ runId: parent.id, step, patch });
    await expect(branch({ 'optimizer.learningRate': 0.01 })).rejects.toThrow(/expected more than the 80 steps/);
    await expect(branch({ 'optimizer.speed': 1 })).rejects.toThrow(SpecError);
    await expect(branch({}, 17)).rejects.toThrow(/There is no checkpoint/);
    // From the end of a run that kept only its parameters and statistics.
    const longer = await branch({ 'duration.count': 10 });
    expect((await ended(lab, longer.id)).runs).toMatchObject([{ status: 'completed', steps: 100, parentStep: 80 }]);
  });
});
