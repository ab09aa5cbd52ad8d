import { existsSync } from 'node:fs';
import { open, readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NotFoundError } from '#core/errors.ts';
import { checkDatabase } from '#main/store/check-database.ts';
import { openStore } from '#main/store/open-store.ts';
import { points } from '#test/fixtures/points.ts';
import { freshFolder, newExperiment } from '../experiments.ts';
import { contentOf } from '../filled-store.ts';
import { exported, filledStore, freshStore, listed } from './exported-archive.ts';

describe('an archive', () => {
  it('brings experiments into another lab with everything that belongs to them', async () => {
    const store = await filledStore();
    const archive = await exported(store);
    expect(await readdir(dirname(archive))).toEqual([basename(archive)]);
    const other = await freshStore();
    const report = await other.importArchive(archive);
    expect(report).toMatchObject({ renamed: [], skipped: [], runs: 12 - 4 });
    expect(report.added).toHaveLength(3);
    expect(await listed(other)).toEqual(await listed(store));
    expect(await checkDatabase(other.file)).toMatchObject({ faults: [] });
    const [queued] = (await other.experiments.list()).filter(({ title }) => title === 'Point');
    const { runs } = await other.experiments.get(queued.id);
    expect(runs.map(({ status }) => status)).toEqual(['interrupted', 'interrupted']);
    expect(await other.runs.withStatus('queued')).toEqual([]);
  });

  it('holds only what was asked for, and not that it was in the trash', async () => {
    const store = await filledStore();
    const [trashed] = await store.experiments.trash();
    const archive = join(await freshFolder(), 'one.bnlab');
    const shares: number[] = [];
    expect(await store.exportArchive([trashed.id, trashed.id], archive, (share) => shares.push(share))).toMatchObject({
      experiments: 1,
      runs: 2,
    });
    expect(shares).toEqual([0.5, 1]);
    const other = await freshStore();
    await other.importArchive(archive);
    expect((await other.experiments.list()).map(({ title }) => title)).toEqual(['In the trash']);
    expect(await other.experiments.trash()).toEqual([]);
  });

  it('imported again adds nothing, and says so, also when notes have changed and it lies in the trash', async () => {
    const store = await filledStore();
    const archive = await exported(store);
    const [first] = await store.experiments.list();
    await store.experiments.annotate(first.id, { note: 'Another note' });
    await store.experiments.remove(first.id);
    const before = await contentOf(store);
    const report = await store.importArchive(archive);
    expect(report).toMatchObject({ added: [], renamed: [], runs: 0 });
    expect(report.skipped.map(({ id, archivedId }) => id === archivedId)).toEqual([true, true, true]);
    expect(await contentOf(store)).toEqual(before);

    const other = await freshStore();
    await other.importArchive(archive);
    expect(await other.importArchive(archive)).toMatchObject({ added: [], renamed: [], runs: 0 });
  });

  it('with an id that something else has here comes under a new one, and leaves that as it is', async () => {
    const store = await freshStore();
    const { id } = await store.experiments.create(newExperiment());
    const archive = await exported(store);
    const [run] = (await store.experiments.get(id)).runs;
    await store.runs.recordProgress(run.id, { steps: 2, points: [points('train/loss', 1, [1, 2])], summary: {} });
    const before = await store.experiments.get(id);
    const report = await store.importArchive(archive);
    expect(report).toMatchObject({ added: [], skipped: [], renamed: [{ archivedId: id, title: 'Two arms' }], runs: 4 });
    expect(report.renamed[0].id).not.toBe(id);
    expect(await store.experiments.get(id)).toEqual(before);
    const renamed = await store.experiments.get(report.renamed[0].id);
    expect(renamed.runs.map(({ experimentId }) => experimentId)).toEqual(new Array(4).fill(report.renamed[0].id));
    expect(await store.series.read([renamed.runs[0].id])).toEqual([]);
  });

  it('of an older version is upgraded on the way, and left as it is', async () => {
    const archive = join(await freshFolder(), 'old.bnlab');
    const old = new Database(archive);
    old.pragma('foreign_keys = OFF');
    old.exec(await readFile(join(import.meta.dirname, '../../../fixtures/schema/version-1.sql'), 'utf8'));
    old.close();
    const before = await readFile(archive);
    const store = await freshStore();
    const report = await store.importArchive(archive);
    expect(report.added).toHaveLength(2);
    const { runs } = await store.experiments.get('experiment-1');
    // In order: completed, diverged, cancelled, interrupted, failed, running, queued, completed.
    expect(runs.map(({ status }) => status).slice(5, 7)).toEqual(['interrupted', 'interrupted']);
    expect((await readFile(archive)).equals(before)).toBe(true);
  });

  it('is written whole or not at all, and over nothing', async () => {
    const store = await filledStore();
    const [{ id }] = await store.experiments.list();
    const folder = await freshFolder();
    await writeFile(join(folder, 'there.bnlab'), 'something');
    await expect(store.exportArchive([id], join(folder, 'there.bnlab'))).rejects.toThrow(/exists already/);
    expect(await readFile(join(folder, 'there.bnlab'), 'utf8')).toBe('something');
    await expect(store.exportArchive([id, 'nowhere'], join(folder, 'x.bnlab'))).rejects.toThrow(NotFoundError);
    expect(await readdir(folder)).toEqual(['there.bnlab']);
  });
});

describe('a lab whose own database is damaged', () => {
  it('says so when an archive cannot be imported, marks it, and says nothing against the archive', async () => {
    const archive = await exported(await filledStore());
    const file = join(await freshFolder(), 'lab.db');
    await (await openStore(file, { mode: 'own' })).close();
    const store = await openStore(file, { mode: 'own' });
    onTestFinished(() => store.close());
    const reader = new Database(file, { readonly: true });
    const rootOfTensors = reader.prepare("SELECT rootpage FROM sqlite_master WHERE name = 'tensors'").pluck().get();
    const pageBytes = reader.pragma('page_size', { simple: true }) as number;
    reader.close();
    const handle = await open(file, 'r+');
    await handle.write(Buffer.alloc(pageBytes, 0xff), 0, pageBytes, ((rootOfTensors as number) - 1) * pageBytes);
    await handle.close();
    const refused = expect(store.importArchive(archive)).rejects;
    await refused.toMatchObject({
      code: 'STORE',
      message: expect.stringMatching(/^The database .*lab\.db is damaged \(.*malformed/) as string,
      details: { file, damaged: true },
    });
    expect(existsSync(`${file}-damaged`)).toBe(true);
    expect(await store.experiments.list()).toEqual([]);
  });
});
