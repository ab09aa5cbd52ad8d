import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished } from 'vitest';
import { PAGE_BYTES } from '#main/store/integrity/database-header.ts';
import { openStore } from '#main/store/open-store.ts';
import { rootPagesOf } from '#main/store/recovery/root-pages.ts';
import type { Store } from '#main/store/store.ts';
import { freshFolder } from '../experiments.ts';
import { contentOf, fillStore, type StoreContent } from '../filled-store.ts';

/** A database as a lab left it, to be damaged. */
export interface WholeDatabase {
  readonly bytes: Buffer;
  /** The root pages that were kept beside it. */
  readonly roots: Buffer;
  readonly content: StoreContent;
}

/** Compacted, so that almost every byte is one that counts, and none is an older copy in a free page. */
export async function wholeDatabase(): Promise<WholeDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'batchnorm-lab-'));
  try {
    const file = join(folder, 'lab.db');
    const store = await openStore(file, { mode: 'own' });
    await fillStore(store);
    const content = await contentOf(store);
    await store.compact();
    await store.close();
    return { bytes: await readFile(file), roots: await readFile(`${file}-roots`), content };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A database that a lab had owned, with these bytes. @param roots null: of a lab that kept no root pages yet */
export async function databaseWith(bytes: Buffer, roots: Buffer | null): Promise<string> {
  const file = join(await freshFolder(), 'lab.db');
  await writeFile(file, bytes);
  await writeFile(`${file}-owner`, '');
  if (roots !== null) await writeFile(`${file}-roots`, roots);
  return file;
}

export async function own(file: string): Promise<Store> {
  const store = await openStore(file, { mode: 'own' });
  onTestFinished(() => store.close());
  return store;
}

/** Whatever happened to the bytes: all is there, or the report says what is not, and the damaged file is as it was. */
export async function requireNoSilentLoss(
  { content }: WholeDatabase,
  bytes: Buffer,
  roots: Buffer | null,
): Promise<void> {
  const file = await databaseWith(bytes, roots);
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

/** Where in the bytes the first page of each begins. */
export async function firstPagesOf(bytes: Buffer, ...names: string[]): Promise<number[]> {
  const database = new Database(await databaseWith(bytes, null), { readonly: true });
  const { pages } = rootPagesOf(database);
  database.close();
  return names.map((name) => (pages[name] - 1) * PAGE_BYTES);
}

/** As a turned bit in the schema may: SQLite itself counts no change of it. */
export function moveRootPage(file: string, table: string): void {
  const database = new Database(file);
  const cookie = Number(database.pragma('schema_version', { simple: true }));
  database.unsafeMode(true);
  database.pragma('writable_schema = ON');
  database.prepare('UPDATE sqlite_master SET rootpage = rootpage + 1 WHERE name = ?').run(table);
  database.pragma(`schema_version = ${cookie}`);
  database.close();
}
