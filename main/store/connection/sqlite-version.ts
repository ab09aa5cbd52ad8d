import Database from 'better-sqlite3';

/** The version of SQLite that runs here, as its native code says. */
export function sqliteVersion(): string {
  const database = new Database(':memory:');
  try {
    return String(database.prepare('select sqlite_version()').pluck().get());
  } finally {
    database.close();
  }
}
