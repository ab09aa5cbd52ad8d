import { describe, expect, it } from 'vitest';
import { NotFoundError, SpecError } from '#core/errors.ts';
import type { SweepRecord } from '#core/contract/sweep-record.ts';
import { specHash } from '#core/spec/hash.ts';
import type { ExperimentInput } from '#test/core/spec/experiment-input.ts';
import { present } from '#core/assert.ts';
import type { Lab } from '#main/lab/lab.ts';
import { openStore } from '#main/store/open-store.ts';
import { builtJob } from '../jobs/built-job.ts';
import { ended, firstEvent, openLab } from './opened-lab.ts';
import { longRun, spirals } from './small-experiments.ts';

const { launcher } = builtJob();

const swept = (experiment: ExperimentInput, values: unknown[]): ExperimentInput => ({
  ...experiment,
  sweep: { kind: 'grid', axes: { 'optimizer.learningRate': { kind: 'values', values: values as number[] } } },
});

async function storedSweeps(lab: Lab): Promise<SweepRecord[]> {
  const store = await openStore((await lab.info()).databaseFile, { mode: 'read' });
  try {
    return await store.sweeps.list();
  } finally {
    await store.close();
  }
}

describe('a sweep in the lab', () => {
  it('becomes one experiment per point, whose runs all complete', async () => {
    const lab = await openLab(launcher());
    const first = await lab.experiments.start({ spec: swept(spirals({ seeds: [1] }), [0.05, 0.5]), device: 'wasm' });
    const sweepId = present(first.sweepId, 'the sweep of its first experiment');
    const { sweep, experiments } = await lab.sweeps.get({ sweepId });
    expect(sweep).toMatchObject({ title: 'Spirals for a test', spec: { sweep: { kind: 'grid' } } });
    expect(experiments[0].experiment.id).toBe(first.id);
    expect(experiments.map(({ experiment, runs }) => [experiment.title, experiment.sweepPoint, runs.length])).toEqual([
      ['Spirals for a test · learningRate 0.05', { 'optimizer.learningRate': 0.05 }, 2],
      ['Spirals for a test · learningRate 0.5', { 'optimizer.learningRate': 0.5 }, 2],
    ]);
    for (const { experiment } of experiments) await ended(lab, experiment.id);

    // Each equals the experiment that would have been created without a sweep.
    const alone = await lab.experiments.start({
      spec: spirals({ seeds: [1], base: { optimizer: { kind: 'sgd', learningRate: 0.5 } } }),
      device: 'wasm',
    });
    const [own, second] = [
      await ended(lab, alone.id),
      await lab.experiments.get({ experimentId: experiments[1].experiment.id }),
    ];
    expect(second.runs.map((run) => run.summary)).toEqual(own.runs.map((run) => run.summary));
    expect(specHash(second.armSpecs)).toBe(specHash(own.armSpecs));
    expect((await storedSweeps(lab)).map(({ id }) => id)).toEqual([sweepId]);
  });

  it('is cancelled as a whole', async () => {
    const lab = await openLab(launcher());
    const { sweepId } = await lab.experiments.start({ spec: swept(longRun(), [0.05, 0.5, 5]), device: 'wasm' });
    await lab.queue.cancel({ kind: 'sweep', sweepId: present(sweepId, 'its sweep') });
    const experiments = await lab.experiments.list();
    expect(experiments.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  it('goes into the trash as a whole and comes back as it was', async () => {
    const lab = await openLab(launcher());
    const { sweepId } = await lab.experiments.start({ spec: swept(longRun(), [0.05, 0.5, 5]), device: 'wasm' });
    const id = present(sweepId, 'its sweep');
    const alone = await lab.experiments.start({ spec: spirals(), device: 'wasm' });
    const before = await lab.experiments.list();
    const [own] = before.filter((experiment) => experiment.sweepId === id);
    await lab.experiments.remove({ experimentId: own.id });

    const events = lab.watch({});
    const removed = await lab.sweeps.remove({ sweepId: id });
    expect(removed.map((experiment) => experiment.status)).toEqual(['cancelled', 'cancelled']);
    expect(new Set(removed.map(({ removedAt }) => removedAt)).size).toBe(1);
    expect((await lab.experiments.list()).map((experiment) => experiment.id)).toEqual([alone.id]);
    expect(await lab.experiments.trash()).toHaveLength(3);
    const told = await firstEvent(events, (event) => event.kind === 'experimentRemoved');
    expect(told.experimentId).toBe(removed[0].id);
    expect(await lab.sweeps.remove({ sweepId: id })).toEqual([]);

    // An experiment that was removed on its own before stays in the trash.
    const again = lab.watch({});
    const restored = await lab.sweeps.restore({ sweepId: id });
    expect(restored.map((experiment) => experiment.id)).toEqual(removed.map((experiment) => experiment.id));
    const back = await firstEvent(again, (event) => event.kind === 'experimentChanged');
    expect(back.experiment.id).toBe(restored[0].id);
    expect((await lab.experiments.trash()).map((experiment) => experiment.id)).toEqual([own.id]);
    expect(
      (await lab.sweeps.restore({ sweepId: id, removedAt: (await lab.experiments.trash())[0].removedAt ?? '' })).length,
    ).toBe(1);
    expect(await lab.sweeps.restore({ sweepId: id })).toEqual([]);
    expect((await lab.sweeps.get({ sweepId: id })).experiments).toHaveLength(3);
    for (const change of [lab.sweeps.remove({ sweepId: 'nowhere' }), lab.sweeps.restore({ sweepId: 'nowhere' })]) {
      await expect(change).rejects.toThrow(NotFoundError);
    }
  });

  it('stores nothing if one of its points has a fault', async () => {
    const lab = await openLab(launcher());
    const starting = lab.experiments.start({ spec: swept(spirals(), [0.05, -1]), device: 'wasm' });
    await expect(starting).rejects.toThrow(SpecError);
    await expect(starting).rejects.toThrow('sweep.axes.optimizer.learningRate.values.1: expected a number above 0');
    expect(await lab.experiments.list()).toEqual([]);
    expect(await storedSweeps(lab)).toEqual([]);
    await expect(lab.sweeps.get({ sweepId: 'nowhere' })).rejects.toThrow(NotFoundError);
  });
});
