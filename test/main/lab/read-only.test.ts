import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LabEvent } from '#core/contract/lab-event.ts';
import { decodeChunk } from '#core/contract/series-codec.ts';
import { createLab } from '#main/lab/create-lab.ts';
import { builtJob } from '../jobs/built-job.ts';
import { freshFolder } from '../store/experiments.ts';
import { startCheck, ended, openLab } from './opened-lab.ts';
import { spirals } from './small-experiments.ts';

const { launcher } = builtJob();

describe('a lab that only shows a database', () => {
  it('shows what the owner has and refuses every change, while the owner goes on', async () => {
    const databaseFile = join(await freshFolder(), 'lab.db');
    const owner = await openLab(launcher(), { databaseFile });
    const { id } = await owner.startExperiment(spirals(), 'reference');
    const { runs } = await ended(owner, id);
    const options = { databaseFile, door: 'cli', launcher: launcher(), startCheck, appVersion: '0.0.0-test' } as const;
    await expect(createLab(options)).rejects.toMatchObject({ code: 'STORE', details: { owned: true } });

    const lab = await createLab({ ...options, readOnly: true });
    onTestFinished(() => lab.close());
    expect(await lab.info()).toMatchObject({ readOnly: true });
    expect((await owner.info()).readOnly).toBeUndefined();
    expect(await lab.getExperiment(id)).toEqual(await owner.getExperiment(id));
    expect(await lab.readSeries([runs[0].id])).toEqual(await owner.readSeries([runs[0].id]));
    expect((await lab.report(id)).text).toContain('<!doctype html>');
    await lab.workOffQueue();

    const scope = { kind: 'experiment', experimentId: id } as const;
    const changes: [string, () => Promise<unknown>][] = [
      ['start', () => lab.startExperiment(spirals(), 'reference')],
      ['remove', () => lab.removeExperiment(id)],
      ['restore', () => lab.restoreExperiment(id)],
      ['remove a sweep', () => lab.removeSweep('any')],
      ['restore a sweep', () => lab.restoreSweep('any')],
      ['pause', () => lab.pause(scope)],
      ['cancel', () => lab.cancel(scope)],
      ['resume', () => lab.resume(scope)],
      ['move', () => lab.move(scope, { kind: 'first' })],
      ['prioritize', () => lab.prioritize(scope, 1)],
      ['branch', () => lab.branchRun({ runId: runs[0].id, step: null, patch: {} } as never)],
      ['annotate', () => lab.keeping.annotateExperiment(id, { pinned: true })],
      ['annotate a run', () => lab.keeping.annotateRun(runs[0].id, { pinned: true })],
      ['delete', () => lab.keeping.deleteExperiment(id)],
      ['empty the trash', () => lab.keeping.emptyTrash()],
      ['compact', () => lab.keeping.compact()],
      ['import', () => lab.keeping.importArchive('x.bnlab')],
    ];
    for (const [what, change] of changes) {
      await expect(change(), what).rejects.toThrow(/is open read-only here: nothing can be started or changed/);
    }
    expect((await owner.startExperiment(spirals({ title: 'Later' }), 'reference')).title).toBe('Later');
    expect(await lab.listExperiments()).toHaveLength(2);
    // Looking takes copies along, too.
    expect((await lab.keeping.backup(undefined)).bytes).toBeGreaterThan(0);
    expect(await lab.keeping.exportArchive([id], join(await freshFolder(), 'x.bnlab'))).toMatchObject({ runs: 4 });
  });

  it('tells what the owner changes, points of the experiment that is watched among it', async () => {
    const databaseFile = join(await freshFolder(), 'lab.db');
    const owner = await openLab(launcher(), { databaseFile });
    const { id: kept } = await owner.startExperiment(spirals({ title: 'Kept' }), 'reference');
    const options = { databaseFile, door: 'cli', launcher: launcher(), startCheck, appVersion: '0.0.0-test' } as const;
    const lab = await createLab({ ...options, readOnly: true });
    onTestFinished(() => lab.close());
    const events = lab.watch(kept);
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
    const { id: other } = await owner.startExperiment(spirals({ title: 'Another' }), 'reference');
    await ended(owner, other);
    await owner.keeping.annotateRun(runs[0].id, { note: 'Looked at' });
    await owner.removeExperiment(other);

    const isTold = (isIt: (event: LabEvent) => boolean) => vi.waitFor(() => expect(told.some(isIt)).toBe(true), 10_000);
    await isTold((event) => event.kind === 'runChanged' && event.run.note === 'Looked at');
    await isTold(
      (event) => event.kind === 'runChanged' && event.run.id === runs[1].id && event.run.status === 'completed',
    );
    await isTold((event) => event.kind === 'experimentChanged' && event.experiment.status === 'completed');
    const last = (await owner.getExperiment(kept)).runs[0].steps;
    expect(new Set(steps)).toEqual(new Set(Array.from({ length: last }, (_, index) => index + 1)));
  });
});
