import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreError } from '#core/errors.ts';
import { HEADER_BYTES, isHeaderTurned } from '../integrity/database-header.ts';
import { schemaVersion, type SchemaMigrations } from '../migrations/migrations.ts';
import { ownerFileOf } from './owner-lock.ts';
import { APPLICATION_ID, readSchemaVersion } from '../schema/schema-upgrade.ts';
import { isDamage, notADatabase } from '../connection/sqlite-errors.ts';

/** What stands at a database's place: nothing yet, a database of ours, or one of ours that is damaged. */
export type FileIdentity = 'none' | 'ours' | 'damaged';

/**
 * Tells a database of ours from all else before anything is laid beside it, and changes nothing.
 *
 * @throws StoreError for another program's file and for a newer BatchNorm Lab's database: both are left as they are
 */
export function identifyFile(file: string, migrations: SchemaMigrations): FileIdentity {
  if (!existsSync(file)) return 'none';
  // A lab that is made writes its first page at once: what is shorter beside an owner's mark has lost what it held.
  // Without the mark, SQLite would write over a few bytes of something else as if they were nothing.
  const { size } = statSync(file);
  if (size < HEADER_BYTES && existsSync(ownerFileOf(file))) return 'damaged';
  if (size === 0) return 'none';
  if (size < HEADER_BYTES) throw new StoreError(notADatabase(file), { file });
  let database: Database.Database | null = null;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
    // An owner may upgrade it meanwhile.
    database.exec('BEGIN');
    const version = readSchemaVersion(database, file, migrations);
    if (version === 0) return 'ours';
    return version === appliedMigrations(database).length && !isHeaderTurned(startOf(file)) ? 'ours' : 'damaged';
  } catch (thrown) {
    if (isDamage(thrown) && bytesAreOurs(file)) return 'damaged';
    if (thrown instanceof StoreError && database !== null && hasTurnedHeader(database, migrations)) return 'damaged';
    throw thrown;
  } finally {
    database?.close();
  }
}

/** Whether the header's marks are wrong in a database whose tables are ours, of a version that is known here. */
function hasTurnedHeader(database: Database.Database, migrations: SchemaMigrations): boolean {
  try {
    const applied = appliedMigrations(database);
    const known = new Set(Object.keys(migrations));
    return (
      applied.length > 0 && applied.length <= schemaVersion(migrations) && applied.every((name) => known.has(name))
    );
  } catch {
    return false;
  }
}

/** As the database itself notes them, in the transaction that also writes their number into the header. */
function appliedMigrations(database: Database.Database): string[] {
  const noted = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'kysely_migration'").get() !== undefined;
  return noted ? (database.prepare('SELECT name FROM kysely_migration').pluck().all() as string[]) : [];
}

/** Whether a file that SQLite cannot read was a database of ours: by its mark, its schema's text, or its owner's mark. */
function bytesAreOurs(file: string): boolean {
  if (existsSync(ownerFileOf(file))) return true;
  const start = startOf(file);
  return start.readUInt32BE(68) === APPLICATION_ID || start.includes('CREATE TABLE seriesChunks');
}

/** Its first bytes; where there are fewer, zeros follow. */
function startOf(file: string): Buffer {
  const start = Buffer.alloc(65_536);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start, 0, start.length, 0);
    return start;
  } finally {
    closeSync(descriptor);
  }
}
