import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { quoted, quotedList, tablesOf } from '#main/store/schema/database-shape.ts';
import { findFaults } from '#main/store/integrity/find-faults.ts';
import { laidSchema, schemaOf } from '#main/store/integrity/schema-faults.ts';
import { migrations, migrationsUpTo, schemaVersion, type SchemaMigrations } from '#main/store/migrations/migrations.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Store } from '#main/store/store.ts';
import { points } from '#test/fixtures/points.ts';
import { freshFolder } from '../experiments.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/schema');

/** A database as that version left it, with rows in every table (`test/fixtures/schema/make-versions.ts`). */
async function databaseOf(version: number): Promise<string> {
  const file = join(await freshFolder(), 'lab.db');
  const database = new Database(file);
  database.pragma('foreign_keys = OFF');
  database.exec(readFileSync(join(FIXTURES, `version-${version}.sql`), 'utf8'));
  database.close();
  return file;
}

async function upgraded(version: number, to: number = schemaVersion(migrations)): Promise<Store> {
  const store = await openStore(await databaseOf(version), { mode: 'own', migrations: migrationsUpTo(to, migrations) });
  onTestFinished(() => store.close());
  expect(store.recovery).toBeNull();
  return store;
}

/** Rows by table, without the columns that came later. */
function rowsOf(file: string, like?: ReadonlyMap<string, readonly string[]>): Record<string, unknown[]> {
  const database = new Database(file, { readonly: true });
  try {
    return Object.fromEntries(
      tablesOf(database)
        .filter(({ name }) => like === undefined || like.has(name))
        .map(({ name, columns, key }) => {
          const kept = like?.get(name) ?? columns;
          const rows = database
            .prepare(`SELECT ${quotedList(kept)} FROM ${quoted(name)} ORDER BY ${quotedList(key)}`)
            .all();
          return [name, rows];
        }),
    );
  } finally {
    database.close();
  }
}

const versions = Array.from({ length: schemaVersion(migrations) - 1 }, (_, index) => index + 1);

describe.each(versions)('a database of version %i', (version) => {
  it('is there as a fixture, laid by the migrations that were released', async () => {
    expect(existsSync(join(FIXTURES, `version-${version}.sql`))).toBe(true);
    const database = new Database(await databaseOf(version));
    onTestFinished(() => void database.close());
    const plain = (objects: ReturnType<typeof schemaOf>) =>
      objects.map(({ type, name, sql }) => ({ type, name, sql })).sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(plain(schemaOf(database))).toEqual(plain(await laidSchema(migrationsUpTo(version, migrations))));
    const empty = tablesOf(database).filter(
      ({ name }) => database.prepare(`SELECT count(*) FROM "${name}"`).pluck().get() === 0,
    );
    expect(empty.map(({ name }) => name)).toEqual([]);
  });

  it('comes to the next version with every row it had, and whole', async () => {
    const file = await databaseOf(version);
    const database = new Database(file, { readonly: true });
    // A checksum is over all columns, those that came later too.
    const shapes = new Map(
      tablesOf(database).map(({ name, columns }) => [name, columns.filter((column) => column !== 'checksum')]),
    );
    database.close();
    const before = rowsOf(file, shapes);
    const history = migrationsUpTo(version + 1, migrations);
    await (await openStore(file, { mode: 'own', migrations: history })).close();
    // Environments became part of attempts, which has a test of its own.
    if (version === 1) shapes.delete('environments');
    const after = rowsOf(file, shapes);
    for (const name of shapes.keys()) expect(after[name], name).toEqual(before[name]);
    expect(await findFaults(file, history, 'all')).toEqual([]);
  });

  it('comes to the newest version, where all of it can be read', async () => {
    const store = await upgraded(version);
    const all = [...(await store.experiments.list()), ...(await store.experiments.trash())];
    expect(all.map(({ title }) => title).sort()).toEqual(['Of version 1, no. 1', 'Of version 1, no. 2']);
    for (const { id } of all) {
      const { runs } = await store.experiments.get(id);
      expect(runs).toHaveLength(8);
      for (const run of runs) {
        await store.runs.spec(run.id);
        expect(await store.attempts.list(run.id)).toHaveLength(run.status === 'queued' ? 0 : 1);
        expect(await store.tensors.read(run.id)).toHaveLength(run.status === 'completed' ? 1 : 0);
        expect(await store.series.read([run.id])).toHaveLength(run.status === 'queued' ? 0 : 2);
      }
    }
  });
});

describe('a migration to come', () => {
  it('may change the columns of a table and its rows, whose checksums follow', async () => {
    const file = await databaseOf(schemaVersion(migrations) - 1);
    const history: SchemaMigrations = {
      ...migrations,
      '0005-to-come': {
        up: async (database) => {
          await sql`ALTER TABLE runs ADD COLUMN extra TEXT`.execute(database);
          await sql`UPDATE experiments SET note = 'Changed'`.execute(database);
        },
      },
    };
    for (const of of [migrations, history]) {
      await (await openStore(file, { mode: 'own', migrations: of })).close();
      expect(await findFaults(file, of, 'all')).toEqual([]);
    }
  });
});

describe('migration 0002', () => {
  it('makes of each environment the attempt that ran in it', async () => {
    const store = await upgraded(1);
    const exits: Record<string, string | null> = {};
    const { runs } = await store.experiments.get('experiment-1');
    for (const run of runs) {
      const attempts = await store.attempts.list(run.id);
      if (run.status === 'queued') {
        expect(attempts).toEqual([]);
        continue;
      }
      expect(attempts).toHaveLength(1);
      expect(attempts[0]).toMatchObject({
        number: 1,
        startedAt: run.startedAt,
        endedAt: run.endedAt,
        durationMs: run.durationMs,
        message: run.failure,
        firstStep: 0,
        lastStep: run.steps,
        environment: { deviceDescription: 'WebAssembly SIMD', specHash: run.specHash },
      });
      exits[run.status] = attempts[0].exit;
    }
    expect(exits).toEqual({
      completed: 'completed',
      diverged: 'diverged',
      cancelled: 'cancelled',
      interrupted: 'lost',
      failed: 'failed',
      running: null,
    });
    expect((await store.series.read(['experiment-1-run-2'], ['train/loss']))[0].chunks).toEqual([
      points('train/loss', 1, [3, 2, 1]),
      points('train/loss', 10, [1, NaN], 5),
    ]);
  });
});

describe('migration 0003', () => {
  it('keeps what version 2 brought, and gives every row its checksum', async () => {
    const store = await upgraded(2);
    expect(await store.experiments.record('experiment-1')).toMatchObject({
      sweepId: 'sweep-1',
      sweepPoint: { batchSize: 10 },
      note: 'A note',
      tags: ['a'],
      pinned: true,
    });
    expect(await store.runs.get('experiment-1-run-4')).toMatchObject({
      status: 'paused',
      name: 'Paused one',
      priority: 2,
      queuePosition: 1.5,
      parentRunId: 'experiment-1-run-1',
      parentStep: 10,
    });
    expect(await store.checkpoints.latest('experiment-1-run-4')).toEqual({
      step: 10,
      bytes: Uint8Array.of(1, 2, 3),
      damagedSteps: [],
    });
    expect(await store.settings.read('jobs', z.number())).toBe(3);
    expect((await store.sweeps.list()).map(({ title }) => title)).toEqual(['Of version 2']);
    for (const [table, rows] of Object.entries(rowsOf(store.file))) {
      for (const row of rows) expect(row, table).toMatchObject({ checksum: expect.any(Number) });
    }
  });
});

describe('migration 0004', () => {
  it('knows of no attempt before it what it learned from', async () => {
    const store = await upgraded(3);
    const { runs } = await store.experiments.get('experiment-1');
    const attempts = await Promise.all(runs.map(({ id }) => store.attempts.list(id)));
    expect(new Set(attempts.flat().map(({ data }) => data))).toEqual(new Set([null]));
    expect(await store.attempts.data(runs[0].id)).toBeNull();
    expect(await store.attempts.otherContents('experiment-1')).toEqual([]);
  });
});
