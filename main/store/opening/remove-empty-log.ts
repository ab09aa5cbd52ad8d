import { statSync } from 'node:fs';
import Database from 'better-sqlite3';

/**
 * A connection that only reads lays an empty log and its index beside a database, and cannot remove them. SQLite itself
 * does, when the last connection that may write closes; it knows whether another process has the database open.
 */
export function removeEmptyLog(file: string): void {
  if (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size !== 0) return;
  try {
    const database = new Database(file, { fileMustExist: true, timeout: 0 });
    try {
      database.prepare('SELECT 1 FROM sqlite_master').get();
    } finally {
      database.close();
    }
  } catch {
    // Another process has it, and removes them when it closes.
  }
}
