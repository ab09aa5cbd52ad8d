import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import type { Compaction } from '#core/contract/store-care.ts';
import { StoreError } from '#core/errors.ts';
import { makeFolders } from './opening/make-folders.ts';
import { forgetRootPages, keepRootPages } from './recovery/root-pages.ts';

/**
 * A whole copy of the database by SQLite's online backup. The lab keeps working; each transaction that it commits
 * meanwhile is in the copy either whole or not at all.
 *
 * @throws StoreError if the file exists already
 */
export async function backUp(connection: Database.Database, file: string): Promise<void> {
  if (existsSync(file)) {
    throw new StoreError(`The file ${file} exists already: a backup overwrites nothing. Choose another name.`, {
      file,
    });
  }
  makeFolders(dirname(file));
  await connection.backup(file);
}

/** Rewrites the database without the holes that deleted rows left. */
export function compact(connection: Database.Database, file: string): Compaction {
  const bytesBefore = bytesOf(connection, file);
  forgetRootPages(file);
  try {
    connection.exec('VACUUM');
    connection.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    keepRootPages(file, connection);
  }
  return { bytesBefore, bytesAfter: bytesOf(connection, file) };
}

/** What it takes on the disk once its log is written back. */
function bytesOf(connection: Database.Database, file: string): number {
  connection.pragma('wal_checkpoint(TRUNCATE)');
  return statSync(file).size;
}
