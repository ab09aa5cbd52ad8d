import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { LabEvent } from '#core/contract/lab-event.ts';
import { renewRowChecksums } from '#main/store/integrity/row-checksums.ts';
import { builtJob } from '../jobs/built-job.ts';
import { freshFolder } from '../store/experiments.ts';
import { ended, firstEvent, openLab } from './opened-lab.ts';
import { longRun, spirals } from './small-experiments.ts';

const { launcher } = builtJob();

type EventOf<K extends LabEvent['kind']> = Extract<LabEvent, { kind: K }>;

function isKind<K extends LabEvent['kind']>(kind: K) {
  return (event: LabEvent): event is EventOf<K> => event.kind === kind;
}

describe('annotations and the trash', () => {
  it('announces notes, tags and pins of experiments and runs', async () => {
    const lab = await openLab(launcher());
    const { id } = await lab.experiments.start({ spec: spirals(), device: 'reference' });
    const { runs } = await ended(lab, id);
    const events = lab.watch({});
    await lab.experiments.annotate({ experimentId: id, change: { note: 'Good', tags: ['a', 'a'], pinned: true } });
    const changed = await firstEvent(events, isKind('experimentChanged'));
    expect(changed.experiment).toMatchObject({ note: 'Good', tags: ['a'], pinned: true });
    const again = lab.watch({});
    await lab.runs.annotate({ runId: runs[0].id, change: { name: 'The first', note: 'Fast' } });
    const run = await firstEvent(again, isKind('runChanged'));
    expect(run.run).toMatchObject({ id: runs[0].id, name: 'The first', note: 'Fast', tags: [] });
  });

  it('ends running runs before an experiment goes into the trash, and deletes only from there', async () => {
    const lab = await openLab(launcher());
    const { id } = await lab.experiments.start({ spec: longRun(), device: 'reference' });
    await firstEvent(
      lab.watch({}),
      (event): event is EventOf<'runChanged'> => event.kind === 'runChanged' && event.run.status === 'running',
    );
    await expect(lab.experiments.delete({ experimentId: id })).rejects.toMatchObject({ code: 'CONFLICT' });
    await lab.experiments.remove({ experimentId: id });
    const [trashed] = await lab.experiments.trash();
    expect(trashed).toMatchObject({ id, status: 'cancelled' });
    expect(trashed.removedAt).not.toBeNull();
    await lab.experiments.delete({ experimentId: id });
    expect(await lab.experiments.trash()).toEqual([]);
    await expect(lab.experiments.get({ experimentId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is backed up and compacted while a run is executing', async () => {
    const databaseFile = join(await freshFolder(), 'lab.db');
    const lab = await openLab(launcher(), { databaseFile });
    const { id } = await lab.experiments.start({ spec: longRun(), device: 'reference' });
    await firstEvent(lab.watch({ experimentId: id, series: ['train/loss'] }), isKind('points'));
    const [first, second] = [await lab.store.backup({}), await lab.store.backup({})];
    expect(first.file).not.toBe(second.file);
    for (let time = 0; time < 20; time++) await lab.store.compact();
    expect((await lab.store.check()).faults).toEqual([]);
    await lab.queue.cancel({ kind: 'experiment', experimentId: id });
    expect((await readdir(dirname(databaseFile))).filter((name) => name.endsWith('.backup'))).toHaveLength(2);
    const copy = await openLab(launcher(), { databaseFile: first.file });
    expect((await copy.experiments.get({ experimentId: id })).runs).toHaveLength(
      (await lab.experiments.get({ experimentId: id })).runs.length,
    );
  });

  it('goes to another lab in an archive, and that lab announces it', async () => {
    const lab = await openLab(launcher());
    const { id } = await lab.experiments.start({ spec: spirals(), device: 'reference' });
    const here = await ended(lab, id);
    const file = join(await freshFolder(), 'one.bnlab');
    expect(await lab.archive.export({ experimentIds: [id], file })).toMatchObject({ file, experiments: 1, runs: 4 });
    const other = await openLab(launcher());
    const events = other.watch({});
    expect((await other.archive.import({ file })).added).toMatchObject([{ id }]);
    expect(await firstEvent(events, isKind('experimentChanged'))).toMatchObject({
      experiment: { id, status: 'completed' },
    });
    expect(await other.experiments.get({ experimentId: id })).toEqual(here);
    expect((await lab.archive.import({ file })).skipped).toMatchObject([{ id }]);
  });

  it.each([
    ['closed', `UPDATE attempts SET exit = 'closed'`],
    ['lost', `UPDATE attempts SET exit = 'lost', endedAt = NULL`],
    ['under way when they were exported', `UPDATE attempts SET exit = NULL, endedAt = NULL`],
    ['ended in no moment', `UPDATE attempts SET endedAt = NULL`],
  ])('brings nothing that runs by itself: runs whose last attempt was %s', async (_how, statement) => {
    const lab = await openLab(launcher());
    const { id } = await lab.experiments.start({ spec: longRun(), device: 'reference' });
    await firstEvent(lab.watch({ experimentId: id, series: ['train/loss'] }), isKind('points'));
    await lab.queue.cancel({ kind: 'experiment', experimentId: id });
    const file = join(await freshFolder(), 'of-a-stranger.bnlab');
    await lab.archive.export({ experimentIds: [id], file });
    const archive = new Database(file);
    archive.exec(`UPDATE runs SET status = 'interrupted'; ${statement}`);
    renewRowChecksums(archive);
    archive.close();

    const databaseFile = join(await freshFolder(), 'lab.db');
    const first = await openLab(launcher(), { databaseFile });
    await first.archive.import({ file });
    await first.close();
    const other = await openLab(launcher(), { databaseFile });
    await other.queue.workOff();
    const { running, waiting } = await other.queue.list();
    expect([running, waiting]).toEqual([[], []]);
    const { runs } = await other.experiments.get({ experimentId: id });
    expect(runs.map(({ status }) => status)).toEqual(['interrupted']);
    expect(await other.runs.attempts({ runId: runs[0].id })).toMatchObject([{ endedAt: expect.any(String) as string }]);
  });
});
