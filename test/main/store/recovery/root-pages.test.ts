import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrations, migrationsUpTo, schemaVersion } from '#main/store/migrations/migrations.ts';
import { openStore } from '#main/store/open-store.ts';
import {
  forgetRootPages,
  keepRootPages,
  keptRootPages,
  movedPages,
  rootPagesOf,
  type RootPages,
} from '#main/store/recovery/root-pages.ts';
import { freshFolder } from '../experiments.ts';
import { fillStore } from '../filled-store.ts';

const NEWEST = schemaVersion(migrations);

async function freshFile(): Promise<string> {
  return join(await freshFolder(), 'lab.db');
}

function inFile(file: string): RootPages {
  const database = new Database(file, { readonly: true });
  const roots = rootPagesOf(database);
  database.close();
  return roots;
}

describe('the root pages kept beside a database', () => {
  it('are those that it has, from its making through upgrades and compactions', async () => {
    const file = await freshFile();
    const old = await openStore(file, { mode: 'own', migrations: migrationsUpTo(1, migrations) });
    await old.close();
    expect(keptRootPages(file, NEWEST)).toEqual(inFile(file));
    const first = inFile(file);

    const store = await openStore(file, { mode: 'own' });
    await fillStore(store);
    const upgraded = inFile(file);
    expect(keptRootPages(file, NEWEST)).toEqual(upgraded);
    expect(upgraded).toMatchObject({ schemaVersion: NEWEST });
    expect(Object.keys(upgraded.pages).length).toBeGreaterThan(Object.keys(first.pages).length);

    await store.compact();
    const compacted = inFile(file);
    expect(keptRootPages(file, NEWEST)).toEqual(compacted);
    expect(movedPages(compacted, upgraded)).toBeGreaterThan(1);
    await store.close();
    expect(keptRootPages(file, NEWEST)).toEqual(compacted);
  });

  it('are none where there are none, where they are damaged, or of a newer version', async () => {
    const file = await freshFile();
    expect(keptRootPages(file, NEWEST)).toBeNull();
    await (await openStore(file, { mode: 'own' })).close();
    const kept = await readFile(`${file}-roots`);
    expect(keptRootPages(file, NEWEST)).not.toBeNull();
    expect(keptRootPages(file, NEWEST - 1)).toBeNull();
    for (let at = 0; at < kept.length; at++) {
      const turned = Buffer.from(kept);
      turned[at] ^= 1;
      await writeFile(`${file}-roots`, turned);
      expect([at, keptRootPages(file, NEWEST)]).toEqual([at, null]);
    }
    forgetRootPages(file);
    expect(existsSync(`${file}-roots`)).toBe(false);
  });

  it('keep nobody from opening a database where they cannot be written', async () => {
    const file = await freshFile();
    await mkdir(`${file}-roots/something`, { recursive: true });
    const store = await openStore(file, { mode: 'own' });
    await store.compact();
    expect(await store.experiments.list()).toEqual([]);
    await store.close();
    await rm(`${file}-roots`, { recursive: true });
  });

  it('leave out what has no page, such as a view that somebody made', async () => {
    const file = await freshFile();
    await (await openStore(file, { mode: 'own' })).close();
    const database = new Database(file);
    database.exec('CREATE VIEW mine AS SELECT 1');
    keepRootPages(file, database);
    database.close();
    expect(keptRootPages(file, NEWEST)?.pages).not.toHaveProperty('mine');
    expect(keptRootPages(file, NEWEST)?.pages).toHaveProperty('runs');
  });
});
