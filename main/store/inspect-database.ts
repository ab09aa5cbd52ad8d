import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { withStoreErrors } from './sqlite-errors.ts';

/** What can be said of a database file without owning it. */
export interface DatabaseInspection {
  readonly exists: boolean;
  readonly bytes: number;
  /** What `PRAGMA integrity_check` finds; empty if all is well. */
  readonly faults: readonly string[];
}

/** The version of SQLite that runs here, as its native code says. */
export function sqliteVersion(): string {
  const database = new Database(':memory:');
  try {
    return String(database.prepare('select sqlite_version()').pluck().get());
  } finally {
    database.close();
  }
}

/**
 * Reads the whole file and checks it; changes nothing, also while a lab owns it.
 *
 * @throws StoreError if it is no database or cannot be read.
 */
export async function inspectDatabase(file: string): Promise<DatabaseInspection> {
  if (!existsSync(file)) return { exists: false, bytes: 0, faults: [] };
  return withStoreErrors(file, async () => {
    const database = new Database(file, { readonly: true, fileMustExist: true });
    try {
      const lines = database.pragma('integrity_check') as { integrity_check: string }[];
      const faults = lines.map((line) => line.integrity_check).filter((line) => line !== 'ok');
      return { exists: true, bytes: statSync(file).size, faults };
    } finally {
      database.close();
    }
  });
}
