import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { PAGE_BYTES } from '#main/store/integrity/database-header.ts';
import { openStore } from '#main/store/open-store.ts';
import { rootPagesOf, type RootPages } from '#main/store/recovery/root-pages.ts';
import { freshFolder, newExperiment } from '../experiments.ts';
import { contentOf, fillStore } from '../filled-store.ts';
import { databaseWith, moveRootPage, own, wholeDatabase, type WholeDatabase } from './whole-database.ts';

let whole: WholeDatabase;

beforeAll(async () => {
  whole = await wholeDatabase();
});

/** The root pages that a lab would have kept beside a database, changed. */
async function keptAgain(bytes: Buffer, change: (kept: RootPages) => RootPages): Promise<Buffer> {
  const file = join(await freshFolder(), 'lab.db');
  await writeFile(file, bytes);
  const database = new Database(file);
  const kept = change(rootPagesOf(database));
  database.close();
  const json = JSON.stringify(kept);
  return Buffer.from(JSON.stringify({ roots: kept, crc32: crc32(json) }));
}

function swappedPages(kept: RootPages): RootPages {
  return { ...kept, pages: { ...kept.pages, runs: kept.pages.tensors, tensors: kept.pages.runs } };
}

describe('a database whose schema is damaged', () => {
  it('loses nothing with the pages that say where its tables begin', async () => {
    const pages = whole.bytes.length / PAGE_BYTES;
    const ofSchema = Array.from({ length: pages }, (_, page) => page * PAGE_BYTES).filter((at) =>
      whole.bytes.subarray(at, at + PAGE_BYTES).includes('CREATE TABLE'),
    );
    expect(ofSchema.length).toBeGreaterThan(1);
    for (const lost of [...ofSchema.map((at) => [at]), ofSchema]) {
      const bytes = Buffer.from(whole.bytes);
      for (const at of lost) bytes.fill(0x55, at, at + PAGE_BYTES);
      const store = await own(await databaseWith(bytes, whole.roots));
      expect(store.recovery).toMatchObject({ losses: [], recovered: { experiments: 4 } });
      expect(await contentOf(store)).toEqual(whole.content);
    }
    // A turned bit in what says how the first page is laid, too.
    for (let at = 100; at < 112; at++) {
      const bytes = Buffer.from(whole.bytes);
      bytes[at] ^= 8;
      const store = await own(await databaseWith(bytes, whole.roots));
      expect([at, store.recovery?.losses ?? []]).toEqual([at, []]);
      expect(await contentOf(store)).toEqual(whole.content);
    }
  });

  it('loses nothing of its log either', async () => {
    const file = await databaseWith(whole.bytes, whole.roots);
    const live = await openStore(file, { mode: 'own' });
    const { id } = await live.experiments.create(newExperiment('In the log'));
    const [main, log, places] = await Promise.all(['', '-wal', '-roots'].map((part) => readFile(`${file}${part}`)));
    await live.close();
    main.fill(0x55, 0, PAGE_BYTES);
    const copy = await databaseWith(main, places);
    await writeFile(`${copy}-wal`, log);
    const store = await own(copy);
    expect(store.recovery).toMatchObject({ losses: [], recovered: { experiments: 5 } });
    expect((await store.experiments.get(id)).experiment.title).toBe('In the log');
  });

  it('is read as it says itself where what it kept beside itself is no longer so', async () => {
    const file = await databaseWith(whole.bytes, whole.roots);
    const other = new Database(file);
    other.exec('CREATE TABLE before (a); VACUUM');
    other.close();
    const moved = await readFile(file);
    // What an opening would have kept since; and what another lab did, whose schema changed as often.
    const [current, foreign] = [keptAgain(moved, (kept) => kept), keptAgain(whole.bytes, swappedPages)];
    for (const [bytes, places, isHeader] of [
      [moved, whole.roots, false],
      [moved, whole.roots, true],
      [moved, await current, false],
      [whole.bytes, await foreign, false],
      [whole.bytes, await foreign, true],
      [whole.bytes, whole.roots.subarray(0, 20), true],
    ] as const) {
      const turned = Buffer.from(bytes);
      turned[turned.indexOf('Look at seed 2.')] ^= 1;
      turned[isHeader ? 7 : turned.indexOf('create table "checkpoints"') + 8] ^= 1;
      const store = await openStore(await databaseWith(turned, places), { mode: 'own' });
      expect(store.recovery).toMatchObject({ recovered: { experiments: 4, runs: 10 } });
      expect(store.recovery?.losses).toEqual([expect.stringContaining('"First of all", its record is damaged')]);
      await store.close();
    }
  });

  it('is put right where one table begins elsewhere', async () => {
    const file = await databaseWith(whole.bytes, whole.roots);
    moveRootPage(file, 'checkpoints');
    const store = await own(file);
    expect(store.recovery).toMatchObject({ losses: [], recovered: { experiments: 4 } });
    expect(await contentOf(store)).toEqual(whole.content);
  });

  it('that was never compacted and of which no row is left, is not said to be whole', async () => {
    const file = join(await freshFolder(), 'lab.db');
    const store = await openStore(file, { mode: 'own' });
    await fillStore(store);
    await store.close();
    const [bytes, places] = [await readFile(file), await readFile(`${file}-roots`)];
    for (const pages of [0, 1, 2, 3, 5, 8]) {
      const cut = await own(await databaseWith(bytes.subarray(0, pages * PAGE_BYTES), places));
      expect([pages, cut.recovery?.losses ?? []]).not.toEqual([pages, []]);
      if (pages < 3) expect(cut.recovery?.losses).toEqual(['Nothing in the file could be read.']);
    }
  });
});
