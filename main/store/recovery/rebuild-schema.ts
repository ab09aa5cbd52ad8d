import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { PAGE_BYTES } from '../integrity/database-header.ts';
import { migrationsUpTo, type SchemaMigrations } from '../migrations/migrations.ts';
import { upgradeSchema } from '../schema-upgrade.ts';
import type { RootPages } from './root-pages.ts';

/**
 * Gives a copy of a database a new schema, whose tables begin where those of the old one did. The pages of the old schema
 * are let go.
 */
export async function rebuildSchema(copy: string, roots: RootPages, migrations: SchemaMigrations): Promise<void> {
  clearFirstPage(copy);
  writeBackLog(copy);
  clearFirstPage(copy);
  const database = new Database(copy);
  try {
    database.pragma('foreign_keys = OFF');
    // SQLite lays it behind all pages that there are: it knows of no free ones.
    await upgradeSchema(database, copy, migrationsUpTo(roots.schemaVersion, migrations), { backup: false });
    database.unsafeMode(true);
    database.pragma('writable_schema = ON');
    const begin = database.prepare('UPDATE sqlite_master SET rootpage = ? WHERE name = ?');
    for (const [name, page] of Object.entries(roots.pages)) begin.run(page, name);
  } finally {
    database.close();
  }
}

/** What the log has of the first page comes with it: newer than what was damaged, and older than what replaces it. */
function writeBackLog(copy: string): void {
  const database = new Database(copy);
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}

/** Makes a database without a table of it, with as many pages as before. */
function clearFirstPage(copy: string): void {
  const empty = new Database(':memory:');
  empty.pragma(`page_size = ${PAGE_BYTES}`);
  // Its first page is there once something is written.
  empty.pragma('user_version = 0');
  const page = empty.serialize();
  empty.close();
  // Its log counts.
  page.set([2, 2], 18);
  page.writeUInt32BE(Math.floor(statSync(copy).size / PAGE_BYTES), 28);
  const descriptor = openSync(copy, 'r+');
  try {
    writeSync(descriptor, page, 0, page.length, 0);
  } finally {
    closeSync(descriptor);
  }
}
