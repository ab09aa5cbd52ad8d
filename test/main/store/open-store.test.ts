import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StoreError } from '#core/errors.ts';
import { migrations } from '#main/store/migrations/migrations.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Store } from '#main/store/store.ts';
import { smallDisk } from './small-disk.ts';
import { points } from '#test/fixtures/points.ts';
import { freshFolder, newExperiment } from './experiments.ts';

const withNextMigration = {
  ...migrations,
  '9999-remark': {
    up: async (database: Parameters<(typeof migrations)['0001-experiments']['up']>[0]) => {
      await sql`ALTER TABLE experiments ADD COLUMN remark TEXT`.execute(database);
    },
  },
};

async function open(file: string, mode: 'own' | 'read' = 'own'): Promise<Store> {
  const store = await openStore(file, { mode });
  onTestFinished(() => store.close());
  return store;
}

describe('opening a database', () => {
  it('makes the folder and the file, and lays the newest schema', async () => {
    const file = join(await freshFolder(), 'a', 'b', 'lab.db');
    await open(file);
    const database = new Database(file, { readonly: true });
    onTestFinished(() => void database.close());
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('user_version', { simple: true })).toBe(Object.keys(migrations).length);
    const tables = database
      .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 1 ORDER BY name")
      .pluck()
      .all();
    expect(tables).toEqual([
      ...['arms', 'attempts', 'checkpoints', 'experiments', 'runs', 'series', 'seriesChunks', 'settings', 'sweeps'],
      'tensors',
    ]);
  });

  it('refuses a second owner, and lets a reader see what the owner wrote', async () => {
    const file = join(await freshFolder(), 'lab.db');
    const owner = await open(file);
    await owner.experiments.create(newExperiment());
    await expect(openStore(file, { mode: 'own' })).rejects.toThrow(/is open in another BatchNorm Lab\. Close that/);
    const reader = await open(file, 'read');
    expect(await reader.experiments.list()).toHaveLength(1);
    await expect(reader.experiments.create(newExperiment())).rejects.toThrow(/cannot be written/);
    await owner.experiments.create(newExperiment());
    expect(await reader.experiments.list()).toHaveLength(2);
  });

  it('can be owned again when the owner closed it, and when the owner was killed', async () => {
    const file = join(await freshFolder(), 'lab.db');
    await (await openStore(file, { mode: 'own' })).close();
    await (await openStore(file, { mode: 'own' })).close();

    const script = `
      const lock = new (require('better-sqlite3'))(process.argv[1]);
      lock.exec('BEGIN EXCLUSIVE');
      console.log('held');
      setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--eval', script, `${file}-owner`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    await expect(openStore(file, { mode: 'own' })).rejects.toThrow(/another BatchNorm Lab/);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await open(file);
  });

  it('says so when another program holds the database, and neither waits for ever nor takes it for damaged', async () => {
    const file = join(await freshFolder(), 'lab.db');
    const store = await openStore(file, { mode: 'own' });
    await store.experiments.create(newExperiment());
    await store.close();
    const other = new Database(file);
    onTestFinished(() => void other.close());
    other.pragma('locking_mode = EXCLUSIVE');
    other.exec('BEGIN EXCLUSIVE');
    for (const mode of ['own', 'read'] as const) {
      const opened = openStore(file, { mode }).then(async (held) => {
        await held.experiments.list().finally(() => held.close());
      });
      await expect(opened).rejects.toThrow(/lab\.db is in use by another program\. Close that program/);
    }
    other.exec('ROLLBACK');
    other.close();
    expect(await (await open(file)).experiments.list()).toHaveLength(1);
  }, 30_000);

  it('refuses a file that is no database, and leaves it as it is', async () => {
    const folder = await freshFolder();
    const file = join(folder, 'notes.txt');
    const text = 'These are notes and no database at all. '.repeat(200);
    await writeFile(file, text);
    for (const mode of ['own', 'read'] as const) {
      await expect(openStore(file, { mode })).rejects.toThrow(
        /notes\.txt is not a BatchNorm Lab database: expected an SQLite file/,
      );
    }
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['notes.txt']);
  });

  it('refuses another program’s database, and leaves it as it is', async () => {
    const folder = await freshFolder();
    const file = join(folder, 'other.db');
    const other = new Database(file);
    other.exec('CREATE TABLE experiments (id TEXT)');
    other.close();
    const before = await readFile(file);
    await expect(openStore(file, { mode: 'own' })).rejects.toThrow(/an SQLite database of another program/);
    expect((await readFile(file)).equals(before)).toBe(true);
    expect(await readdir(folder)).toEqual(['other.db']);
  });

  it('says so when a database that it may only read is damaged', async () => {
    const file = join(await freshFolder(), 'lab.db');
    const store = await openStore(file, { mode: 'own' });
    for (let index = 0; index < 20; index++) await store.experiments.create(newExperiment());
    await store.close();
    const bytes = await readFile(file);
    bytes.fill(0xff, 4096);
    await writeFile(file, bytes);
    const damaged = async () => {
      const again = await openStore(file, { mode: 'read' });
      try {
        return await again.experiments.list();
      } finally {
        await again.close();
      }
    };
    await expect(damaged()).rejects.toThrow(/is damaged .* Restore it from a backup/);
  });

  it('refuses a folder, and a folder that cannot be made', async () => {
    const folder = await freshFolder();
    await mkdir(join(folder, 'lab.db'));
    await expect(openStore(join(folder, 'lab.db'), { mode: 'own' })).rejects.toThrow(
      /is a folder: expected a database file/,
    );
    await writeFile(join(folder, 'file'), '');
    await expect(openStore(join(folder, 'file', 'lab.db'), { mode: 'own' })).rejects.toThrow(
      /The folder .* cannot be made/,
    );
    if (process.platform === 'linux') {
      await expect(openStore('/proc/none/lab.db', { mode: 'own' })).rejects.toThrow(/The folder .* cannot be made/);
    }
    await expect(openStore(join(folder, 'none.db'), { mode: 'read' })).rejects.toThrow(
      /There is no database .*none\.db/,
    );
  });

  it('refuses a read-only file and a read-only folder', async (context) => {
    if (process.platform === 'win32') return context.skip('Windows has no file modes');
    const folder = await freshFolder();
    const file = join(folder, 'lab.db');
    await (await openStore(file, { mode: 'own' })).close();
    await chmod(folder, 0o777);
    // Root may write anything, so for the attempts this process is nobody.
    const asNobody = async <T>(work: () => Promise<T>): Promise<T> => {
      if (process.geteuid?.() !== 0) return work();
      process.seteuid?.(65_534);
      try {
        return await work();
      } finally {
        process.seteuid?.(0);
      }
    };
    await chmod(file, 0o444);
    await expect(asNobody(() => openStore(file, { mode: 'own' }))).rejects.toThrow(
      /lab\.db cannot be written: the file or its folder is read-only/,
    );
    await chmod(folder, 0o555);
    await expect(asNobody(() => openStore(join(folder, 'new.db'), { mode: 'own' }))).rejects.toThrow(
      /new\.db cannot be opened\. Check that the folder exists and that you may read and write there/,
    );
    await chmod(folder, 0o755);
    expect(await readFile(file)).not.toHaveLength(0);
  });
});

describe('the schema’s history', () => {
  it('numbers its migrations from 0001 without gaps', () => {
    expect(Object.keys(migrations).map((name) => Number.parseInt(name, 10))).toEqual(
      Object.keys(migrations).map((_, index) => index + 1),
    );
  });

  const next = String(Object.keys(migrations).length + 1).padStart(4, '0');
  const newer = { ...migrations, [`${next}-remark`]: withNextMigration['9999-remark'] };

  it('is upgraded after a backup, which still opens with the older version', async () => {
    const folder = await freshFolder();
    const file = join(folder, 'lab.db');
    const store = await openStore(file, { mode: 'own' });
    const { id } = await store.experiments.create(newExperiment('kept'));
    await store.close();

    const upgraded = await openStore(file, { mode: 'own', migrations: newer });
    expect((await upgraded.experiments.get(id)).experiment.title).toBe('kept');
    await upgraded.close();
    const database = new Database(file, { readonly: true });
    expect(
      database.prepare("SELECT count(*) FROM pragma_table_info('experiments') WHERE name = 'remark'").pluck().get(),
    ).toBe(1);
    database.close();

    const backup = (await readdir(folder)).find((name) => name.endsWith('.backup'));
    expect(backup).toBe(`lab.db.version-${Object.keys(migrations).length}.backup`);
    const older = await open(join(folder, backup ?? ''));
    expect((await older.experiments.get(id)).experiment.title).toBe('kept');
  });

  it('refuses a database of a newer version, and an older one in mode read', async () => {
    const file = join(await freshFolder(), 'lab.db');
    await (await openStore(file, { mode: 'own' })).close();
    await expect(openStore(file, { mode: 'read', migrations: newer })).rejects.toThrow(/has an older schema/);
    await (await openStore(file, { mode: 'own', migrations: newer })).close();
    await expect(openStore(file, { mode: 'own' })).rejects.toThrow(
      new RegExp(
        `was written by a newer BatchNorm Lab: expected schema version ${Number(next) - 1} at most, received ${Number(next)}`,
      ),
    );
    await expect(openStore(file, { mode: 'read' })).rejects.toThrow(/newer BatchNorm Lab/);
  });

  it('leaves the database as it was when a migration fails', async () => {
    const file = join(await freshFolder(), 'lab.db');
    const store = await openStore(file, { mode: 'own' });
    await store.experiments.create(newExperiment('kept'));
    await store.close();
    const failing = {
      ...newer,
      [`${next}-remark`]: {
        up: async (database: Parameters<(typeof newer)['0001-experiments']['up']>[0]) => {
          await sql`ALTER TABLE experiments ADD COLUMN remark TEXT`.execute(database);
          await sql`INSERT INTO nowhere VALUES (1)`.execute(database);
        },
      },
    };
    await expect(openStore(file, { mode: 'own', migrations: failing })).rejects.toThrow(StoreError);
    expect(await (await open(file)).experiments.list()).toHaveLength(1);
  });
});

describe('a full disk', () => {
  it('is named as such, and loses nothing that was stored before', async (context) => {
    const disk = smallDisk(context);
    const file = join(disk, 'lab.db');
    const store = await openStore(file, { mode: 'own' });
    const { id } = await store.experiments.create(newExperiment());
    const [run] = (await store.experiments.get(id)).runs;
    let stored = 0;
    const fill = async () => {
      for (;;) {
        await store.runs.recordProgress(run.id, {
          steps: stored + 4096,
          points: [points('train/loss', stored + 1, new Array(4096).fill(1))],
          summary: {},
        });
        stored += 4096;
      }
    };
    await expect(fill()).rejects.toThrow(/The disk is full: .*lab\.db could not be written/);
    expect(stored).toBeGreaterThan(0);
    expect((await store.runs.get(run.id)).steps).toBe(stored);
    await store.close();

    const again = await openStore(file, { mode: 'read' });
    const [series] = await again.series.read([run.id]);
    await again.close();
    expect(series.chunks.reduce((count, chunk) => count + chunk.values.length, 0)).toBe(stored);
    expect((await stat(file)).size).toBeLessThan(2 ** 20);
  });
});
