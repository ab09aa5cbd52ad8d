import Database from 'better-sqlite3';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { countAlteredRows, registerRowChecksum, rowChecksum } from '#main/store/integrity/row-checksums.ts';
import { openStore } from '#main/store/open-store.ts';
import { freshFolder } from '../experiments.ts';
import { contentOf, fillStore } from '../filled-store.ts';

async function filledDatabase(): Promise<Database.Database> {
  const file = join(await freshFolder(), 'lab.db');
  const store = await openStore(file, { mode: 'own' });
  await fillStore(store);
  await store.close();
  const database = new Database(file);
  onTestFinished(() => void database.close());
  registerRowChecksum(database);
  return database;
}

describe('checksums of rows', () => {
  it('stand beside every row that a store wrote, and agree', async () => {
    const database = await filledDatabase();
    for (const table of [
      'experiments',
      'arms',
      'runs',
      'attempts',
      'checkpoints',
      'series',
      'seriesChunks',
      'tensors',
    ]) {
      expect(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get(), table).toBeGreaterThan(0);
      expect(database.prepare(`SELECT count(*) FROM ${table} WHERE checksum IS NULL`).pluck().get(), table).toBe(0);
    }
    expect(countAlteredRows(database)).toEqual(new Map());
  });

  it('tell a row that was changed past the store, in any table and kind of value', async () => {
    const database = await filledDatabase();
    database.exec(`
      UPDATE experiments SET title = title || '.' WHERE removedAt IS NOT NULL;
      UPDATE runs SET durationMs = 0.1 WHERE seed = 1;
      UPDATE tensors SET data = zeroblob(length(data)) WHERE position = 1;
      UPDATE settings SET value = '4'`);
    expect(countAlteredRows(database)).toEqual(
      new Map([
        ['experiments', 1],
        ['runs', 2],
        ['tensors', 4],
        ['settings', 1],
      ]),
    );
  });

  it('tell a table, a column and an absent value from another', () => {
    const all = [
      rowChecksum('a', ['x', 'y']),
      rowChecksum('b', ['x', 'y']),
      rowChecksum('a', ['y', 'x']),
      rowChecksum('a', ['xy']),
      rowChecksum('a', [null, 'xy']),
      rowChecksum('a', ['null', 'xy']),
      rowChecksum('a', [Buffer.from('x'), Buffer.from('y')]),
      rowChecksum('a', [Buffer.from('xy'), Buffer.from('')]),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(rowChecksum('a', [1, 'x', Buffer.from('y')])).toBe(rowChecksum('a', [1, 'x', Buffer.from('y')]));
  });

  it('are no part of what a store gives back', async () => {
    const database = await filledDatabase();
    const store = await openStore(database.name, { mode: 'read' });
    onTestFinished(() => store.close());
    expect(JSON.stringify(await contentOf(store))).not.toContain('checksum');
  });
});
