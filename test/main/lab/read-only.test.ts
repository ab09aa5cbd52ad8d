import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LabEvent } from '#core/contract/lab-event.ts';
import { decodeChunk } from '#core/contract/series-codec.ts';
import { createLab } from '#main/lab/create-lab.ts';
import { until } from '#test/until.ts';
import { builtJob } from '../jobs/built-job.ts';
import { freshFolder } from '../store/experiments.ts';
import { startCheck, ended, openLab } from './opened-lab.ts';
import { spirals } from './small-experiments.ts';

const { launcher } = builtJob();

describe('a lab that only shows a database', () => {
  it('shows what the owner has and refuses every change, while the owner keeps working', async () => {
    const databaseFile = join(await freshFolder(), 'lab.db');
    const owner = await openLab(launcher(), { databaseFile });
    const { id } = await owner.experiments.start({ spec: spirals(), device: 'reference' });
    const { runs } = await ended(owner, id);
    const options = { databaseFile, door: 'cli', launcher: launcher(), startCheck, appVersion: '0.0.0-test' } as const;
    await expect(createLab(options)).rejects.toMatchObject({ code: 'STORE', details: { owned: true } });

    const lab = await createLab({ ...options, readOnly: true });
    onTestFinished(() => lab.close());
    expect(await lab.info()).toMatchObject({ readOnly: true });
    expect((await owner.info()).readOnly).toBeUndefined();
    expect(await lab.experiments.get({ experimentId: id })).toEqual(await owner.experiments.get({ experimentId: id }));
    expect(await lab.runs.series({ runIds: [runs[0].id] })).toEqual(await owner.runs.series({ runIds: [runs[0].id] }));
    expect((await lab.experiments.report({ experimentId: id, format: 'html' })).text).toContain('<!doctype html>');

    const scope = { kind: 'experiment', experimentId: id } as const;
    const changes: [string, () => Promise<unknown>][] = [
      ['start', () => lab.experiments.start({ spec: spirals(), device: 'reference' })],
      ['remove', () => lab.experiments.remove({ experimentId: id })],
      ['restore', () => lab.experiments.restore({ experimentId: id })],
      ['remove a sweep', () => lab.sweeps.remove({ sweepId: 'any' })],
      ['restore a sweep', () => lab.sweeps.restore({ sweepId: 'any' })],
      ['work off the queue', () => lab.queue.workOff()],
      ['pause', () => lab.queue.pause(scope)],
      ['cancel', () => lab.queue.cancel(scope)],
      ['resume', () => lab.queue.resume(scope)],
      ['move', () => lab.queue.move({ scope, place: { kind: 'first' } })],
      ['prioritize', () => lab.queue.prioritize({ scope, priority: 1 })],
      ['branch', () => lab.runs.branch({ runId: runs[0].id, step: null, patch: {} } as never)],
      ['annotate', () => lab.experiments.annotate({ experimentId: id, change: { pinned: true } })],
      ['annotate a run', () => lab.runs.annotate({ runId: runs[0].id, change: { pinned: true } })],
      ['delete', () => lab.experiments.delete({ experimentId: id })],
      ['empty the trash', () => lab.store.emptyTrash()],
      ['compact', () => lab.store.compact()],
      ['import', () => lab.archive.import({ file: 'x.bnlab' })],
    ];
    for (const [what, change] of changes) {
      await expect(change(), what).rejects.toThrow(/is open read-only here: nothing can be started or changed/);
    }
    expect((await owner.experiments.start({ spec: spirals({ title: 'Later' }), device: 'reference' })).title).toBe(
      'Later',
    );
    expect(await lab.experiments.list()).toHaveLength(2);
    // A read-only lab can make copies, too.
    expect((await lab.store.backup({})).bytes).toBeGreaterThan(0);
    expect(await lab.archive.export({ experimentIds: [id], file: join(await freshFolder(), 'x.bnlab') })).toMatchObject(
      { runs: 4 },
    );
  });

  it('reports the owner’s changes, including points of the watched experiment', async () => {
    const databaseFile = join(await freshFolder(), 'lab.db');
    const owner = await openLab(launcher(), { databaseFile });
    const { id: kept } = await owner.experiments.start({ spec: spirals({ title: 'Kept' }), device: 'reference' });
    const options = { databaseFile, door: 'cli', launcher: launcher(), startCheck, appVersion: '0.0.0-test' } as const;
    const lab = await createLab({ ...options, readOnly: true });
    onTestFinished(() => lab.close());
    const events = lab.watch({ experimentId: kept, series: ['train/loss'] });
    const told: LabEvent[] = [];
    const steps: number[] = [];
    void (async () => {
      for await (const event of events) {
        told.push(event);
        if (event.kind !== 'points' || event.name !== 'train/loss') continue;
        const { firstStep, stride, values } = decodeChunk(event.name, event.chunk);
        for (let index = 0; index < values.length; index += 1) steps.push(firstStep + index * stride);
      }
    })();

    const { runs } = await ended(owner, kept);
    const { id: other } = await owner.experiments.start({ spec: spirals({ title: 'Another' }), device: 'reference' });
    await ended(owner, other);
    await owner.runs.annotate({ runId: runs[0].id, change: { note: 'Looked at' } });
    await owner.experiments.remove({ experimentId: other });

    const isTold = (isIt: (event: LabEvent) => boolean) => until(() => expect(told.some(isIt)).toBe(true));
    await isTold((event) => event.kind === 'runChanged' && event.run.note === 'Looked at');
    await isTold(
      (event) => event.kind === 'runChanged' && event.run.id === runs[1].id && event.run.status === 'completed',
    );
    await isTold((event) => event.kind === 'experimentChanged' && event.experiment.status === 'completed');
    const last = (await owner.experiments.get({ experimentId: kept })).runs[0].steps;
    expect(new Set(steps)).toEqual(new Set(Array.from({ length: last }, (_, index) => index + 1)));
  });
});
