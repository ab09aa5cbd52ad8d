import { readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '#main/store/open-store.ts';
import { freshFolder, newExperiment } from '../experiments.ts';
import { contentOf } from '../filled-store.ts';
import { smallDisk } from '../small-disk.ts';
import { databaseWith, own, requireNoSilentLoss, wholeDatabase, type WholeDatabase } from './whole-database.ts';

let whole: WholeDatabase;

beforeAll(async () => {
  whole = await wholeDatabase();
});

describe('a damaged database', () => {
  it('with a turned bit anywhere is whole or recovered, and never silently less', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 1, arbitrary: fc.nat(99) }, { weight: 4, arbitrary: fc.nat(whole.bytes.length - 1) }),
        fc.nat(7),
        fc.boolean(),
        async (position, bit, hasRoots) => {
          const bytes = Buffer.from(whole.bytes);
          bytes[position] ^= 1 << bit;
          await requireNoSilentLoss(whole, bytes, hasRoots ? whole.roots : null);
        },
      ),
      // Of its header some bits make SQLite refuse it in words of their own.
      { numRuns: 60, examples: [[47, 0, false]] },
    );
  });

  it('with many turned bits, or a stretch of other bytes, is so too', async () => {
    const flips = fc.array(fc.tuple(fc.nat(whole.bytes.length - 1), fc.nat(7)), { minLength: 2, maxLength: 40 });
    const stretch = fc.record({ from: fc.nat(whole.bytes.length - 1), length: fc.integer({ min: 1, max: 20_000 }) });
    await fc.assert(
      fc.asyncProperty(
        flips,
        fc.option(stretch),
        fc.nat(255),
        fc.boolean(),
        async (turned, overwritten, byte, hasRoots) => {
          const bytes = Buffer.from(whole.bytes);
          for (const [position, bit] of turned) bytes[position] ^= 1 << bit;
          if (overwritten !== null) {
            bytes.fill(byte, overwritten.from, Math.min(bytes.length, overwritten.from + overwritten.length));
          }
          await requireNoSilentLoss(whole, bytes, hasRoots ? whole.roots : null);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('that was cut off anywhere is recovered as far as it goes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.bytes.length - 1), (length) =>
        requireNoSilentLoss(whole, whole.bytes.subarray(0, length), whole.roots),
      ),
      {
        numRuns: 20,
        examples: [[0], [1], [99], [4_095], [4_096], [whole.bytes.length - 1], [whole.bytes.length - 4_096]],
      },
    );
  });

  it('loses only what stood on the damage, and says beside each run what it lost', async () => {
    const bytes = Buffer.from(whole.bytes);
    const at = whole.content.details.findIndex(({ experiment }) => experiment.title === 'First of all');
    const [chunk, ...others] = whole.content.details[at].runs[1].series.find(
      ({ name }) => name === 'train/loss',
    )!.chunks;
    expect(others).not.toEqual([]);
    // All copies: an older one may lie in the unused part of a page, where it counts for nothing.
    const part = Buffer.from(chunk.values.buffer, chunk.values.byteOffset + 800, 16);
    for (let place = bytes.indexOf(part); place !== -1; place = bytes.indexOf(part)) bytes[place] ^= 4;
    const store = await own(await databaseWith(bytes, whole.roots));
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
    const expected = structuredClone(whole.content);
    expected.details[at].runs[1] = damaged;
    expect(after).toEqual(expected);
  });

  it('is set aside with its log, in which the newest rows were', async () => {
    const file = await databaseWith(whole.bytes, whole.roots);
    const live = await openStore(file, { mode: 'own' });
    const { id } = await live.experiments.create(newExperiment('In the log'));
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
    expect((await store.experiments.get(id)).experiment.title).toBe('In the log');
    expect(await readFile(`${aside}.txt`, 'utf8')).toContain('was damaged');
    expect((await readdir(folder)).filter((name) => name.includes('recovering') || name.includes('reading'))).toEqual(
      [],
    );
  });

  it('whose beginning is gone is known by its owner’s mark, and recovered from what follows', async () => {
    const bytes = Buffer.from(whole.bytes);
    bytes.fill('not a header. ', 0, 100);
    const store = await own(await databaseWith(bytes, whole.roots));
    expect(store.recovery).toMatchObject({ losses: [], recovered: { experiments: 4 } });
    expect(await contentOf(store)).toEqual(whole.content);
  });

  it('of which nothing is left is set aside, and the person told of a backup', async () => {
    const file = await databaseWith(Buffer.alloc(whole.bytes.length, 0xaa), whole.roots);
    await writeFile(`${file}.version-1.backup`, whole.bytes);
    const store = await own(file);
    expect(store.recovery?.text).toMatch(
      /No experiment could be recovered from it; a new, empty database takes its place\. Nothing in the file could be read\. A backup lies at .*lab\.db\.version-1\.backup\.$/,
    );
    expect(await store.experiments.list()).toEqual([]);
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
    const all = [...(await store.experiments.list()), ...(await store.experiments.trash())];
    expect(all.length).toBeGreaterThan(0);
    for (const { id } of all)
      for (const run of (await store.experiments.get(id)).runs) await store.attempts.list(run.id);
  });

  it('stays where it is when there is no room for another', async (context) => {
    const disk = smallDisk(context);
    const file = join(disk, 'lab.db');
    const bytes = Buffer.concat([whole.bytes, Buffer.alloc(2 ** 20 - whole.bytes.length - 300_000)]);
    bytes[whole.bytes.length - 100] ^= 1;
    bytes.fill(0xff, 8_192, 12_288);
    await writeFile(file, bytes);
    await expect(openStore(file, { mode: 'own' })).rejects.toThrow(/The disk is full/);
    expect((await readFile(file)).equals(bytes)).toBe(true);
    expect((await readdir(disk)).filter((name) => /damaged|reading|recovering/.test(name))).toEqual([]);
  });

  it('is refused, not recovered, by whoever only reads', async () => {
    const file = await databaseWith(whole.bytes, whole.roots);
    await truncate(file, 20_000);
    const read = async () => {
      const store = await openStore(file, { mode: 'read' });
      await contentOf(store).finally(() => store.close());
    };
    await expect(read()).rejects.toThrow(/is damaged .* Restore it from a backup/);
    expect(await readFile(file)).toHaveLength(20_000);
  });
});
