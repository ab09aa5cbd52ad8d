import { closeSync, openSync, statSync, truncateSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { PAGE_BYTES } from '../integrity/database-header.ts';
import { laidSchema } from '../integrity/schema-faults.ts';
import { migrationsUpTo, type SchemaMigrations } from '../migrations/migrations.ts';
import type { RootPages } from './root-pages.ts';

/**
 * Gives a copy of a database a new schema, with the root pages of the old one, whose own pages are let go. The new one's
 * lie behind all that a table may begin in: SQLite knows of no free page.
 */
export async function rebuildSchema(copy: string, roots: RootPages, migrations: SchemaMigrations): Promise<void> {
  clearFirstPage(copy, roots);
  writeBackLog(copy);
  clearFirstPage(copy, roots);
  const laid = await laidSchema(migrationsUpTo(roots.schemaVersion, migrations));
  const database = new Database(copy);
  try {
    database.unsafeMode(true);
    database.pragma('writable_schema = ON');
    const lay = database.prepare(
      'INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES (?, ?, ?, ?, ?)',
    );
    database.transaction(() => {
      for (const { type, name, table, sql } of laid) {
        const page = roots.pages[name];
        if (page !== undefined) lay.run(type, name, table, page, sql);
      }
    })();
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

/** Makes a database without a table of it, with as many pages as before, or as its tables begin in if it was cut off. */
function clearFirstPage(copy: string, roots: RootPages): void {
  const empty = new Database(':memory:');
  empty.pragma(`page_size = ${PAGE_BYTES}`);
  // Its first page is there once something is written.
  empty.pragma('user_version = 0');
  const page = empty.serialize();
  empty.close();
  // Its journal is a WAL.
  page.set([2, 2], 18);
  const pages = Math.max(Math.floor(statSync(copy).size / PAGE_BYTES), ...Object.values(roots.pages));
  truncateSync(copy, pages * PAGE_BYTES);
  page.writeUInt32BE(pages, 28);
  const descriptor = openSync(copy, 'r+');
  try {
    writeSync(descriptor, page, 0, page.length, 0);
  } finally {
    closeSync(descriptor);
  }
}
