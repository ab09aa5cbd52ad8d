import { copyFile, readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renewRowChecksums } from '#main/store/integrity/row-checksums.ts';
import { freshFolder, newExperiment } from '../experiments.ts';
import { contentOf } from '../filled-store.ts';
import { exported, filledStore, freshStore, listed } from './exported-archive.ts';

describe('a file that is no archive of ours, or no whole one', () => {
  /** Refused with such words; neither the lab nor the file has changed, and nothing is left beside them. */
  async function requireRefused(archive: string, words: RegExp): Promise<void> {
    const store = await freshStore();
    await store.experiments.create(newExperiment('Mine'));
    const before = [await contentOf(store), await readFile(archive).catch(() => null)];
    const files = await readdir(dirname(store.file));
    const thrown: unknown = await store.importArchive(archive).then(
      () => null,
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({ code: 'STORE', message: expect.stringMatching(words) as string });
    expect((thrown as Error).message).toContain(archive);
    expect([await contentOf(store), await readFile(archive).catch(() => null)]).toEqual(before);
    expect(await readdir(dirname(store.file))).toEqual(files);
  }

  async function altered(change: (database: Database.Database) => void): Promise<string> {
    const archive = await exported(await filledStore());
    const database = new Database(archive);
    database.unsafeMode(true);
    change(database);
    database.close();
    return archive;
  }

  it('is refused by what it is: missing, a folder, a text, another program’s database', async () => {
    const folder = await freshFolder();
    await requireRefused(join(folder, 'none.bnlab'), /There is no archive .*none\.bnlab/);
    await writeFile(join(folder, 'text.bnlab'), 'not an archive '.repeat(100));
    await requireRefused(join(folder, 'text.bnlab'), /is not a BatchNorm Lab archive: expected a file that/);
    const other = new Database(join(folder, 'other.bnlab'));
    other.exec('CREATE TABLE experiments (id TEXT)');
    other.close();
    await requireRefused(join(folder, 'other.bnlab'), /is not a BatchNorm Lab archive/);
    const newer = await altered((database) => database.pragma('user_version = 99'));
    await requireRefused(newer, /was written by a newer BatchNorm Lab/);
  });

  it.each([
    [
      'a trigger',
      'CREATE TRIGGER evil AFTER INSERT ON runs BEGIN DELETE FROM experiments; END',
      /the trigger evil is in it, which no archive has/,
    ],
    ['a view', 'CREATE VIEW evil AS SELECT * FROM runs', /the view evil is in it, which no archive has/],
    ['an index of its own', 'CREATE INDEX evil ON runs (abs(seed))', /the index evil is in it/],
    ['another table', 'CREATE TABLE evil (x)', /the table evil is in it, which no archive has/],
    ['a table that is not as ours', 'ALTER TABLE runs ADD COLUMN evil TEXT', /the table runs is not as it was laid/],
    [
      'a row changed past us',
      "UPDATE experiments SET title = 'Evil'",
      /rows are not as they were written: 3 of experiments/,
    ],
  ])('is refused with %s', async (_what, statement, words) => {
    await requireRefused(await altered((database) => database.exec(statement)), words);
  });

  it('is refused with a row that had lost its checksum where it was exported', async () => {
    const store = await filledStore();
    const database = new Database(store.file);
    database.exec('UPDATE runs SET parentStep = 5, checksum = NULL WHERE seed = 1');
    database.close();
    await requireRefused(await exported(store), /rows are not as they were written: 2 of runs/);
  });

  it('is refused where a row breaks a constraint or a schema, even with a checksum that agrees', async () => {
    const lies = (statement: string) =>
      altered((database) => {
        database.pragma('ignore_check_constraints = ON');
        database.exec(statement);
        renewRowChecksums(database);
      });
    await requireRefused(
      await lies("UPDATE runs SET status = 'winning'"),
      /is damaged or was altered|unreadable value/,
    );
    await requireRefused(
      await lies(`UPDATE experiments SET spec = '{"title":1}'`),
      /unreadable value in the spec of experiment/,
    );
    await requireRefused(await lies("UPDATE checkpoints SET data = x'00'"), /the checkpoint of run/);
    await requireRefused(
      await lies('UPDATE seriesChunks SET points = 1'),
      /is damaged or was altered|failed: CHECK constraint/,
    );
  });

  it.each([
    [
      'a value that its schema does not take',
      `UPDATE runs SET tags = '[1]'`,
      /was altered \(it holds an unreadable value in run .*, at 0: .*Nothing was imported/,
    ],
    [
      'the same in the trash',
      `UPDATE experiments SET removedAt = '2026-01-01T00:00:00.000Z', spec = '{"arms":[],"seeds":[]}'`,
      /was altered \(it holds an unreadable value in the spec of experiment/,
    ],
    [
      'an arm that its experiment does not name',
      `INSERT INTO arms SELECT experimentId, 'another', 9, spec, specHash, stepsPlanned, NULL FROM arms WHERE position = 0`,
      /the arms of experiment .*: expected those of its spec, "with BN", "without BN", received "another", "with BN"/,
    ],
    [
      'an id that leads elsewhere',
      `UPDATE sweeps SET id = '../elsewhere'; UPDATE experiments SET sweepId = '../elsewhere' WHERE sweepId IS NOT NULL`,
      /the id "\.\.\/elsewhere": expected 1 to 64 letters/,
    ],
    [
      'a series that no path of JSON can name',
      `UPDATE runs SET summary = '{"train/\\"loss":{"last":1,"best":1}}'`,
      /the name of a series "train\/\\"loss"/,
    ],
    [
      'steps that do not rise',
      'UPDATE seriesChunks SET firstStep = 2 WHERE firstStep = 1001',
      /the series ".*" of run .*: expected a step above 1000, received 2/,
    ],
    ['steps before the first', 'UPDATE seriesChunks SET firstStep = -1 WHERE firstStep = 1', /received -1/],
    [
      'steps beyond counting',
      'UPDATE seriesChunks SET stride = 9007199254740991',
      /the series ".*" of run .*: expected steps up to 2\^53/,
    ],
    [
      'a time that is none',
      "UPDATE experiments SET createdAt = 'x'",
      /createdAt of experiments: expected a time as 2026-01-31T12:00:00\.000Z, received "x"/,
    ],
    [
      'a time that sorts otherwise',
      "UPDATE attempts SET endedAt = '2026-01-01T00:01:00Z'",
      /endedAt of attempts: expected a time as .*, received "2026-01-01T00:01:00Z"/,
    ],
    [
      'a moment that no calendar has',
      "UPDATE checkpoints SET createdAt = '2026-02-30T00:00:00.000Z'",
      /createdAt of checkpoints: expected a time/,
    ],
    [
      'points of several widths',
      'INSERT INTO seriesChunks SELECT seriesId, 10000, 1, 32, 2 * points, data, NULL FROM seriesChunks WHERE width = 64',
      /the series "layers\.0\.batchNorm\/runningMean" of run .*: expected points of one width, received 32 and 64/,
    ],
    [
      'vectors where its run sums up single values',
      `UPDATE runs SET summary = '{"layers.0.batchNorm/runningMean":{"last":1,"best":1}}'`,
      /the series "layers\.0\.batchNorm\/runningMean" of run .*: expected points of 1 value, received 64/,
    ],
    [
      'steps that are more than a number counts',
      'UPDATE arms SET stepsPlanned = 9223372036854775807',
      /The archive .*all\.bnlab is damaged or was altered \(cannot store REAL value in INTEGER column arms\.stepsPlanned\)\. Nothing was imported/,
    ],
    [
      'a tensor that its shape does not hold',
      "UPDATE tensors SET shape = '[3]'",
      /it holds \d+ bytes in tensor .*, whose shape \[3\] asks for 12\)/,
    ],
    [
      'a name that breaks a message up',
      "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('view', 'e' || char(10), 'e', 0, 'CREATE VIEW e AS SELECT 1')",
      /the view e\\u000a is in it|malformed database schema \(e\\u000a\)/,
    ],
  ])('is refused with %s', async (_what, statement, words) => {
    const archive = await altered((database) => {
      database.pragma('foreign_keys = OFF');
      database.pragma('writable_schema = ON');
      database.pragma('ignore_check_constraints = ON');
      database.exec(statement);
      renewRowChecksums(database);
    });
    await requireRefused(archive, words);
  });

  it('is refused with migrations that were never released', async () => {
    const archive = join(await freshFolder(), 'old.bnlab');
    const old = new Database(archive);
    old.pragma('foreign_keys = OFF');
    old.exec(await readFile(join(import.meta.dirname, '../../../fixtures/schema/version-1.sql'), 'utf8'));
    old.exec("UPDATE kysely_migration SET name = '0001-of-another'");
    old.close();
    await requireRefused(archive, /is damaged or was altered \(corrupted migrations: .*0001-of-another/);
  });

  it('is refused, or the same, with any bit turned and at any length', async () => {
    const whole = await exported(await filledStore());
    const bytes = await readFile(whole);
    const folder = await freshFolder();
    const target = await freshStore();
    const file = join(folder, 'damaged.bnlab');
    const original = await freshStore();
    await original.importArchive(whole);
    const expected = JSON.stringify(await listed(original));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), fc.boolean(), async (position, bit, cut) => {
        await copyFile(whole, file);
        if (cut) await truncate(file, position);
        else {
          const damaged = Buffer.from(bytes);
          damaged[position] ^= 1 << bit;
          await writeFile(file, damaged);
        }
        const refused = await target.importArchive(file).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        if (refused !== null) {
          expect(refused).toMatchObject({ code: 'STORE' });
          expect(await target.experiments.list()).toEqual([]);
          return;
        }
        expect(JSON.stringify(await listed(target))).toBe(expected);
        for (const { id } of await target.experiments.list()) {
          await target.experiments.remove(id);
          await target.experiments.delete(id);
        }
      }),
      { numRuns: 60 },
    );
  });
});
