import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { Compaction } from '#core/contract/store-care.ts';
import { makeNewFile, PRIVATE_FILE } from '#main/files/new-file.ts';
import { requireApart } from '#main/files/require-apart.ts';
import type { StoreProgress } from './store-progress.ts';
import { forgetRootPages, keepRootPages } from './recovery/root-pages.ts';

/** Of a copy between two looks at the rest of the lab; better-sqlite3's default. */
const PAGES_PER_STEP = 100;

/**
 * A whole copy of the database by SQLite's online backup. The lab keeps working; each transaction that it commits
 * meanwhile is in the copy either whole or not at all.
 *
 * @param file absolute
 * @throws StoreError if the file exists already, or its name belongs to the database
 */
export async function backUp(
  connection: Database.Database,
  databaseFile: string,
  file: string,
  onProgress: StoreProgress = () => {},
): Promise<void> {
  requireApart(file, databaseFile);
  const copy = (part: string) =>
    connection.backup(part, {
      progress({ totalPages, remainingPages }) {
        // Before the first step, it is not known how many there are.
        if (totalPages > 0) onProgress(1 - remainingPages / totalPages);
        return PAGES_PER_STEP;
      },
    });
  await makeNewFile(file, copy, PRIVATE_FILE);
  onProgress(1);
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
