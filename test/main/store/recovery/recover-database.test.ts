import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '#main/store/open-store.ts';
import { rootPagesOf, type RootPages } from '#main/store/recovery/root-pages.ts';
import type { Store } from '#main/store/store.ts';
import { freshFolder, newExperiment } from '../experiments.ts';
import { smallDisk } from '../small-disk.ts';
import { contentOf, fillStore, type StoreContent } from '../filled-store.ts';

let whole: Buffer;
let roots: Buffer;
let content: StoreContent;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'batchnorm-lab-'));
  const file = join(folder, 'lab.db');
  const store = await openStore(file, { mode: 'own' });
  await fillStore(store);
  content = await contentOf(store);
  // So that almost every byte is one that counts, and none is an older copy in a free page.
  await store.compact();
  await store.close();
  whole = await readFile(file);
  roots = await readFile(`${file}-roots`);
  return () => rm(folder, { recursive: true });
});

/** A database that a lab had owned, with these bytes. */
async function databaseWith(bytes: Buffer, rootPages: Buffer | null = roots): Promise<string> {
  const file = join(await freshFolder(), 'lab.db');
  await writeFile(file, bytes);
  await writeFile(`${file}-owner`, '');
  if (rootPages !== null) await writeFile(`${file}-roots`, rootPages);
  return file;
}

async function own(file: string): Promise<Store> {
  const store = await openStore(file, { mode: 'own' });
  onTestFinished(() => store.close());
  return store;
}

/** Whatever happened to the bytes: all is there, or the report says what is not, and the damaged file is as it was. */
async function requireNoSilentLoss(bytes: Buffer, rootPages: Buffer | null = roots): Promise<void> {
  const file = await databaseWith(bytes, rootPages);
  const store = await openStore(file, { mode: 'own' });
  try {
    const isWhole = JSON.stringify(await contentOf(store)) === JSON.stringify(content);
    if (store.recovery === null) {
      expect(isWhole, 'all that was stored is there').toBe(true);
      return;
    }
    const { setAside, losses, text } = store.recovery;
    expect((await readFile(setAside)).equals(bytes), 'the damaged file is as it was').toBe(true);
    if (!isWhole) expect(losses, text).not.toEqual([]);
    expect(text).toContain(losses.length === 0 ? 'Nothing was lost' : losses[0]);
  } finally {
    await store.close();
  }
  // What was recovered is a database like any other.
  const again = await own(file);
  expect(again.recovery).toBeNull();
}

async function rootPagesIn(bytes: Buffer, ...names: string[]): Promise<number[]> {
  const database = new Database(await databaseWith(bytes), { readonly: true });
  const { pages } = rootPagesOf(database);
  database.close();
  return names.map((name) => pages[name]);
}

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

describe('a damaged database', () => {
  it('with a turned bit anywhere is whole or recovered, and never silently less', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 1, arbitrary: fc.nat(99) }, { weight: 4, arbitrary: fc.nat(whole.length - 1) }),
        fc.nat(7),
        fc.boolean(),
        async (position, bit, hasRoots) => {
          const bytes = Buffer.from(whole);
          bytes[position] ^= 1 << bit;
          await requireNoSilentLoss(bytes, hasRoots ? roots : null);
        },
      ),
      // Of its header some bits make SQLite refuse it in words of their own.
      { numRuns: 60, examples: [[47, 0, false]] },
    );
  });

  it('with many turned bits, or a stretch of other bytes, is so too', { timeout: 240_000 }, async () => {
    const flips = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(7)), { minLength: 2, maxLength: 40 });
    const stretch = fc.record({ from: fc.nat(whole.length - 1), length: fc.integer({ min: 1, max: 20_000 }) });
    await fc.assert(
      fc.asyncProperty(
        flips,
        fc.option(stretch),
        fc.nat(255),
        fc.boolean(),
        async (turned, overwritten, byte, hasRoots) => {
          const bytes = Buffer.from(whole);
          for (const [position, bit] of turned) bytes[position] ^= 1 << bit;
          if (overwritten !== null) {
            bytes.fill(byte, overwritten.from, Math.min(bytes.length, overwritten.from + overwritten.length));
          }
          await requireNoSilentLoss(bytes, hasRoots ? roots : null);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('that was cut off anywhere is recovered as far as it goes', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), (length) => requireNoSilentLoss(whole.subarray(0, length))),
      { numRuns: 20, examples: [[0], [1], [99], [4_095], [4_096], [whole.length - 1], [whole.length - 4_096]] },
    );
  });

  it('loses only what stood on the damage, and says beside each run what it lost', async () => {
    const bytes = Buffer.from(whole);
    const at = content.details.findIndex(({ experiment }) => experiment.title === 'First of all');
    const [chunk, ...others] = content.details[at].runs[1].series.find(({ name }) => name === 'train/loss')!.chunks;
    expect(others).not.toEqual([]);
    // All copies: an older one may lie in the unused part of a page, where it counts for nothing.
    const part = Buffer.from(chunk.values.buffer, chunk.values.byteOffset + 800, 16);
    for (let place = bytes.indexOf(part); place !== -1; place = bytes.indexOf(part)) bytes[place] ^= 4;
    const store = await own(await databaseWith(bytes));
    expect(store.recovery).toMatchObject({
      faults: ['1 row of seriesChunks not as written'],
      recovered: { experiments: 4, runs: 10 },
      losses: [expect.stringMatching(/^Of the run "with BN", seed 1, of ".*", points of train\/loss are missing\.$/)],
    });
    expect(store.recovery?.text).toMatch(
      /^The database .*lab\.db was damaged \(1 row of seriesChunks not as written\)\. It lies untouched at .*lab\.db\.damaged-.*\. What could be read, 4 experiments with 10 runs, was recovered into a new database\. Of the run/,
    );
    const after = await contentOf(store);
    const damaged = after.details[at].runs[1];
    expect(damaged.run.note).toMatch(/^Recovered from a damaged database on .*: points of train\/loss are missing\./);
    expect(damaged.series.find(({ name }) => name === 'train/loss')?.chunks).toEqual(others);
    // All else is as it was.
    const expected = structuredClone(content);
    expected.details[at].runs[1] = damaged;
    expect(after).toEqual(expected);
  });

  it('says so where a bit in the header of a row took its checksum for a value', async () => {
    const bytes = Buffer.from(whole);
    const { run } = content.details.find(({ experiment }) => experiment.title === 'Point')!.runs[0];
    // The types of parentRunId, parentStep and the checksum close the header: null, null, and an integer of 4 or 6 bytes.
    const types = [Buffer.of(0, 0, 4), Buffer.of(0, 0, 5)].map((of) => bytes.lastIndexOf(of, bytes.indexOf(run.id)));
    const at = Math.max(...types);
    expect(bytes.indexOf(run.id) - at).toBeLessThan(10);
    bytes[at] ^= 0x80;
    await requireNoSilentLoss(bytes);
    const store = await own(await databaseWith(bytes));
    expect(store.recovery?.losses).toEqual([expect.stringContaining('its record is damaged')]);
  });

  it('says so of rows that no longer say to which run they belong', async () => {
    const [table, index] = await rootPagesIn(whole, 'series', 'sqlite_autoindex_series_1');
    const bytes = Buffer.from(whole);
    // The rows of the table, which stand at the end of its page, and the kind of the index's page.
    bytes.fill(0, (table - 1) * 4_096 + 2_048, table * 4_096);
    bytes[(index - 1) * 4_096] = 0;
    await requireNoSilentLoss(bytes);
    const store = await own(await databaseWith(bytes));
    expect(store.recovery?.losses).toContain('A row of series could not be read, nor which run it belongs to.');
    expect(store.recovery?.losses).toContain('Points of series that are lost themselves are missing.');
  });

  it.each([
    ['runs', 2, /^The run [\w-]+ is lost\.$/],
    ['attempts', 4, /^The table attempts was broken: what nothing else names of it may be missing too\.$/],
    ['settings', 1, /^The table settings was broken/],
  ])('says so where a page of %s counts fewer rows than it has', async (name, fewer, told) => {
    const [page] = await rootPagesIn(whole, name);
    const bytes = Buffer.from(whole);
    // https://www.sqlite.org/fileformat2.html#b_tree_pages: the number of cells.
    const at = (page - 1) * 4_096 + 3;
    bytes.writeUInt16BE(bytes.readUInt16BE(at) - fewer, at);
    await requireNoSilentLoss(bytes);
    const store = await own(await databaseWith(bytes));
    expect(store.recovery?.losses).toContainEqual(expect.stringMatching(told));
  });

  it('keeps the experiments of a sweep whose record cannot be read', async () => {
    const bytes = Buffer.from(whole);
    const end = bytes.indexOf('hash-of-the-sweep');
    const at = bytes.lastIndexOf('epochs', end);
    expect(end - at).toBeLessThan(2_000);
    // Still JSON, but no unit of durations.
    bytes[at] ^= 1;
    await requireNoSilentLoss(bytes);
    const store = await own(await databaseWith(bytes));
    expect(store.recovery?.losses).toEqual([
      expect.stringMatching(/^A row of sweeps \(.*\) may have changed\.$/),
      'A sweep could not be read; its experiments are kept.',
    ]);
    expect(await store.listSweeps()).toEqual([]);
    expect((await store.listExperiments()).map(({ title, sweepId }) => [title, sweepId])).toEqual([
      ['Point', null],
      ['Point', null],
      ['First of all', null],
    ]);
  });

  it('is set aside with its log, in which the newest rows were', async () => {
    const file = await databaseWith(whole);
    const live = await openStore(file, { mode: 'own' });
    const { id } = await live.createExperiment(newExperiment('In the log'));
    const [main, log] = [await readFile(file), await readFile(`${file}-wal`)];
    await live.close();
    const folder = await freshFolder();
    const copy = join(folder, 'lab.db');
    main.fill(0x55, main.length - 8_192);
    await writeFile(copy, main);
    await writeFile(`${copy}-wal`, log);
    await writeFile(`${copy}-owner`, '');

    const store = await own(copy);
    expect(store.recovery).not.toBeNull();
    const aside = store.recovery?.setAside ?? '';
    expect((await readFile(aside)).equals(main)).toBe(true);
    expect((await readFile(`${aside}-wal`)).equals(log)).toBe(true);
    expect((await store.getExperiment(id)).experiment.title).toBe('In the log');
    expect(await readFile(`${aside}.txt`, 'utf8')).toContain('was damaged');
    expect((await readdir(folder)).filter((name) => name.includes('recovering') || name.includes('reading'))).toEqual(
      [],
    );
  });

  it('whose beginning is gone is known by its owner’s mark, and recovered from what follows', async () => {
    const bytes = Buffer.from(whole);
    bytes.fill('not a header. ', 0, 100);
    const store = await own(await databaseWith(bytes));
    expect(store.recovery).toMatchObject({ losses: [], recovered: { experiments: 4 } });
    expect(await contentOf(store)).toEqual(content);
  });

  it('loses nothing with the pages that say where its tables begin, which it kept beside itself', async () => {
    const pages = whole.length / 4_096;
    const ofSchema = Array.from({ length: pages }, (_, page) => page * 4_096).filter((at) =>
      whole.subarray(at, at + 4_096).includes('CREATE TABLE'),
    );
    expect(ofSchema.length).toBeGreaterThan(1);
    for (const lost of [...ofSchema.map((at) => [at]), ofSchema]) {
      const bytes = Buffer.from(whole);
      for (const at of lost) bytes.fill(0x55, at, at + 4_096);
      const store = await own(await databaseWith(bytes));
      expect(store.recovery).toMatchObject({ losses: [], recovered: { experiments: 4 } });
      expect(await contentOf(store)).toEqual(content);
    }
    // A turned bit in what says how the first page is laid, too.
    for (let at = 100; at < 112; at++) {
      const bytes = Buffer.from(whole);
      bytes[at] ^= 8;
      const store = await own(await databaseWith(bytes));
      expect([at, store.recovery?.losses ?? []]).toEqual([at, []]);
      expect(await contentOf(store)).toEqual(content);
    }
  });

  it('loses nothing of its log with them either', async () => {
    const file = await databaseWith(whole);
    const live = await openStore(file, { mode: 'own' });
    const { id } = await live.createExperiment(newExperiment('In the log'));
    const [main, log, places] = await Promise.all(['', '-wal', '-roots'].map((part) => readFile(`${file}${part}`)));
    await live.close();
    main.fill(0x55, 0, 4_096);
    const copy = await databaseWith(main, places);
    await writeFile(`${copy}-wal`, log);
    const store = await own(copy);
    expect(store.recovery).toMatchObject({ losses: [], recovered: { experiments: 5 } });
    expect((await store.getExperiment(id)).experiment.title).toBe('In the log');
  });

  it('is read as it says itself where what it kept beside itself is no longer so', async () => {
    const file = await databaseWith(whole);
    const other = new Database(file);
    other.exec('CREATE TABLE before (a); VACUUM');
    other.close();
    const moved = await readFile(file);
    // The same, but for the count of changes; and that of another lab, whose count is the same.
    const [own, foreign] = [keptAgain(moved, (kept) => kept), keptAgain(whole, swappedPages)];
    for (const [bytes, places, isHeader] of [
      [moved, roots, false],
      [moved, roots, true],
      [moved, await own, false],
      [whole, await foreign, false],
      [whole, await foreign, true],
      [whole, roots.subarray(0, 20), true],
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

  it('finds a table that its schema has elsewhere', async () => {
    const file = await databaseWith(whole);
    const database = new Database(file);
    const cookie = Number(database.pragma('schema_version', { simple: true }));
    database.unsafeMode(true);
    database.pragma('writable_schema = ON');
    database.exec(`UPDATE sqlite_master SET rootpage = rootpage + 1 WHERE name = 'checkpoints'`);
    database.pragma(`schema_version = ${cookie}`);
    database.close();
    const store = await own(file);
    expect(store.recovery).toMatchObject({ losses: [], recovered: { experiments: 4 } });
    expect(await contentOf(store)).toEqual(content);
  });

  it('that was never compacted and of which no row is left, is not said to be whole', async () => {
    const file = join(await freshFolder(), 'lab.db');
    const store = await openStore(file, { mode: 'own' });
    await fillStore(store);
    await store.close();
    const [bytes, places] = [await readFile(file), await readFile(`${file}-roots`)];
    for (const pages of [0, 1, 2, 3, 5, 8]) {
      const cut = await own(await databaseWith(bytes.subarray(0, pages * 4_096), places));
      expect([pages, cut.recovery?.losses ?? []]).not.toEqual([pages, []]);
      if (pages < 3) expect(cut.recovery?.losses).toEqual(['Nothing in the file could be read.']);
    }
  });

  it('of which nothing is left is set aside, and the person told of a backup', async () => {
    const file = await databaseWith(Buffer.alloc(whole.length, 0xaa));
    await writeFile(`${file}.version-1.backup`, whole);
    const store = await own(file);
    expect(store.recovery?.text).toMatch(
      /No experiment could be recovered from it; a new, empty database takes its place\. Nothing in the file could be read\. A backup lies at .*lab\.db\.version-1\.backup\.$/,
    );
    expect(await store.listExperiments()).toEqual([]);
  });

  it('of an older version is recovered in that version and brought to the newest', async () => {
    const file = join(await freshFolder(), 'lab.db');
    const old = new Database(file);
    old.pragma('foreign_keys = OFF');
    old.exec(await readFile(join(import.meta.dirname, '../../../fixtures/schema/version-1.sql'), 'utf8'));
    old.close();
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length - 4_096));
    const store = await own(file);
    expect(store.recovery).not.toBeNull();
    const all = [...(await store.listExperiments()), ...(await store.listTrash())];
    expect(all.length).toBeGreaterThan(0);
    for (const { id } of all) for (const run of (await store.getExperiment(id)).runs) await store.listAttempts(run.id);
  });

  it('stays where it is when there is no room for another', async (context) => {
    const disk = smallDisk(context);
    const file = join(disk, 'lab.db');
    const bytes = Buffer.concat([whole, Buffer.alloc(2 ** 20 - whole.length - 300_000)]);
    bytes[whole.length - 100] ^= 1;
    bytes.fill(0xff, 8_192, 12_288);
    await writeFile(file, bytes);
    await expect(openStore(file, { mode: 'own' })).rejects.toThrow(/The disk is full/);
    expect((await readFile(file)).equals(bytes)).toBe(true);
    expect((await readdir(disk)).filter((name) => /damaged|reading|recovering/.test(name))).toEqual([]);
  });

  it('is refused, not recovered, by whoever only reads', async () => {
    const file = await databaseWith(whole);
    await truncate(file, 20_000);
    const read = async () => {
      const store = await openStore(file, { mode: 'read' });
      await contentOf(store).finally(() => store.close());
    };
    await expect(read()).rejects.toThrow(/is damaged .* Restore it from a backup/);
    expect(await readFile(file)).toHaveLength(20_000);
  });
});
