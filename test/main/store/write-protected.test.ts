import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, type TestContext } from 'vitest';
import { isWriteProtected } from '#main/store/connection/sqlite-errors.ts';
import { openStore } from '#main/store/open-store.ts';
import { newExperiment } from '#main/lab/creating/new-experiment.ts';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import { spirals } from '../lab/small-experiments.ts';
import { freshFolder } from './experiments.ts';
import { smallDisk } from './small-disk.ts';

const copies = () => readdirSync(tmpdir()).filter((name) => name.startsWith('batchnorm-lab-copy-'));

/** A database with one experiment, made elsewhere. @param withLog leaves what it holds in the log */
async function filledDatabase(withLog: boolean): Promise<string> {
  const file = join(await freshFolder(), 'lab.db');
  const store = await openStore(file, { mode: 'own' });
  await store.experiments.create(newExperiment(parseExperiment(spirals()), 'wasm'));
  if (!withLog) {
    await store.close();
    return file;
  }
  const cut = join(await freshFolder(), 'lab.db');
  for (const part of ['', '-wal']) await copyFile(`${file}${part}`, `${cut}${part}`);
  await store.close();
  return cut;
}

/** As version 2 left it (`test/fixtures/schema`). */
async function oldDatabase(): Promise<string> {
  const file = join(await freshFolder(), 'lab.db');
  const database = new Database(file);
  database.pragma('foreign_keys = OFF');
  database.exec(readFileSync(join(import.meta.dirname, '../../fixtures/schema/version-2.sql'), 'utf8'));
  database.pragma('journal_mode = WAL');
  database.close();
  return file;
}

/** The files on a disk that nothing can be written to. */
async function onReadOnlyDisk(context: TestContext, files: readonly string[]): Promise<string> {
  const folder = smallDisk(context, 16);
  for (const file of files) await copyFile(file, join(folder, file.slice(file.lastIndexOf('/') + 1)));
  execFileSync('mount', ['-o', 'remount,ro', folder]);
  return folder;
}

it.for([
  ['closed in order', false],
  ['with a log', true],
  ['of an older version', 'old'],
] as const)(
  'a database on a read-only disk is looked at in a copy that goes with it: %s',
  async ([, kind], context) => {
    const file = kind === 'old' ? await oldDatabase() : await filledDatabase(kind);
    const folder = await onReadOnlyDisk(context, kind === true ? [file, `${file}-wal`] : [file]);
    const there = join(folder, 'lab.db');
    const before = copies();
    const bytes = readFileSync(there);

    const store = await openStore(there, { mode: 'read' });
    expect(store).toMatchObject({ isCopy: true, isOwned: false, file: there });
    expect(await store.experiments.list()).not.toEqual([]);
    await expect(store.experiments.delete('any')).rejects.toThrow();
    await store.close();

    expect(copies()).toEqual(before);
    expect(readdirSync(folder).sort()).toEqual(kind === true ? ['lab.db', 'lab.db-wal'] : ['lab.db']);
    expect(readFileSync(there).equals(bytes)).toBe(true);
  },
);

it('cannot be owned there, which is told from other faults', async (context) => {
  const folder = await onReadOnlyDisk(context, [await filledDatabase(false)]);
  const thrown: unknown = await openStore(join(folder, 'lab.db'), { mode: 'own' }).catch((fault: unknown) => fault);
  expect(isWriteProtected(thrown)).toBe(true);
  expect(thrown).toMatchObject({ code: 'STORE', message: expect.stringContaining('--read-only') });
  expect(
    isWriteProtected(await openStore(join(folder, 'none.db'), { mode: 'own' }).catch((fault: unknown) => fault)),
  ).toBe(false);
});

it('lets an archive be exported from there', async (context) => {
  const folder = await onReadOnlyDisk(
    context,
    [await filledDatabase(true)].flatMap((file) => [file, `${file}-wal`]),
  );
  const store = await openStore(join(folder, 'lab.db'), { mode: 'read' });
  const [{ id }] = await store.experiments.list();
  const archive = join(await freshFolder(), 'one.bnlab');
  await store.exportArchive([id], archive);
  await store.close();
  expect(readFileSync(archive).length).toBeGreaterThan(0);
});

it('is read in place where it can be, and nothing stays beside it', async () => {
  const file = await filledDatabase(false);
  const store = await openStore(file, { mode: 'read' });
  expect(store.isCopy).toBe(false);
  await store.experiments.list();
  await store.close();
  expect(readdirSync(join(file, '..')).filter((name) => /-(wal|shm)$/.test(name))).toEqual([]);
});
