import Database from 'better-sqlite3';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { countAlteredRows, rowChecksum } from '#main/store/integrity/row-checksums.ts';
import { openStore } from '#main/store/open-store.ts';
import { points } from '#test/fixtures/points.ts';
import { freshFolder, newExperiment } from '../experiments.ts';
import { contentOf, fillStore } from '../filled-store.ts';

async function filledDatabase(): Promise<Database.Database> {
  const file = join(await freshFolder(), 'lab.db');
  const store = await openStore(file, { mode: 'own' });
  await fillStore(store);
  await store.close();
  const database = new Database(file);
  onTestFinished(() => void database.close());
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

  it('that a row is written with agree, and are made anew where only a part of it changes', async () => {
    const folder = await freshFolder();
    const store = await openStore(join(folder, 'lab.db'), { mode: 'own' });
    const { id } = await store.experiments.create(newExperiment());
    const [{ id: runId }] = (await store.experiments.get(id)).runs;
    // A chunk is extended, a tensor is replaced, and so is a checkpoint at the same step.
    for (const firstStep of [1, 3]) {
      const values = Float32Array.of(firstStep, 0.1);
      const checkpoint = { step: 5, metrics: {}, bytes: new Uint8Array(10).fill(firstStep) };
      await store.runs.recordProgress(runId, {
        steps: 4,
        points: [points('train/loss', firstStep, [...values])],
        summary: {},
        checkpoint: {
          checkpoint,
          retention: { keepLast: 1, keepBest: null },
        },
      });
      await store.tensors.write(runId, [{ path: 'layers.0/weight', role: 'parameter', shape: [2], values }]);
    }
    await store.close();
    const database = new Database(store.file);
    expect(database.prepare('SELECT points FROM seriesChunks').pluck().all()).toEqual([4]);
    for (const table of ['seriesChunks', 'tensors', 'checkpoints', 'runs']) {
      expect(database.prepare(`SELECT count(*) FROM ${table} WHERE checksum IS NULL`).pluck().get(), table).toBe(0);
    }
    expect(countAlteredRows(database)).toEqual(new Map());
    database.close();
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

  it('tell a row that has none, as a bit that turns in its header may leave it', async () => {
    const database = await filledDatabase();
    database.exec('UPDATE runs SET parentStep = 5, checksum = NULL WHERE seed = 1');
    expect(countAlteredRows(database)).toEqual(new Map([['runs', 2]]));
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
