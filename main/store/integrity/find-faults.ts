import Database from 'better-sqlite3';
import { isDamage } from '../connection/sqlite-errors.ts';
import { migrationsUpTo, type SchemaMigrations } from '../migrations/migrations.ts';
import { type StoreProgress, partOf } from '../store-progress.ts';
import { readSchemaVersion } from '../schema/schema-upgrade.ts';
import { countAlteredRows } from './row-checksums.ts';
import { laidSchema, schemaFaults, schemaOf } from './schema-faults.ts';

/** At most this many faults are reported; beyond that the number says nothing more. */
const FAULTS_MAX = 100;

/** Of the time of a whole check, what SQLite's own takes, which does not say how far it is. */
export const TREES_SHARE = 1 / 3;

/** How much of a database is looked at: the schema, or every page, index, reference and row. */
export type CheckExtent = 'schema' | 'all';

/**
 * What is wrong with a database file of ours, in SQLite's words; empty if all is well. Changes nothing, also while a lab
 * owns it. All of it takes about 3 ms a megabyte on a laptop's processor, file in memory: two thirds of that for the
 * checksums of rows, a third for the full integrity_check, since quick_check does not see a row that an index has lost.
 *
 * @throws what SQLite throws where it cannot read the file for another reason than damage
 */
export async function findFaults(
  file: string,
  migrations: SchemaMigrations,
  extent: CheckExtent,
  onProgress: StoreProgress = () => {},
): Promise<string[]> {
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
    try {
      // An owner may write meanwhile, or even upgrade: all is read as it is at one moment.
      database.exec('BEGIN');
      const version = readSchemaVersion(database, file, migrations);
      const laid = await laidSchema(migrationsUpTo(version, migrations));
      const faults = schemaFaults(schemaOf(database), laid);
      // Where the schema is not ours, queries by its names would fail.
      return faults.length > 0 || extent === 'schema' ? faults : faultsOf(database, onProgress);
    } finally {
      database.close();
    }
  } catch (thrown) {
    if (isDamage(thrown)) return [messageOf(thrown)];
    throw thrown;
  }
}

function faultsOf(database: Database.Database, onProgress: StoreProgress): string[] {
  const lines = database.pragma(`integrity_check(${FAULTS_MAX})`) as { integrity_check: string }[];
  const faults = lines.map((line) => line.integrity_check).filter((line) => line !== 'ok');
  // A tree that is broken cannot be searched for what is broken in it.
  if (faults.length > 0) return faults;
  onProgress(TREES_SHARE);
  const dangling = database.pragma('foreign_key_check') as { table: string; parent: string }[];
  for (const { table, parent } of dangling.slice(0, FAULTS_MAX)) {
    faults.push(`a row of ${table} refers to a row of ${parent} that is not there`);
  }
  for (const [table, count] of countAlteredRows(database, partOf(onProgress, TREES_SHARE, 1))) {
    faults.push(`${count === 1 ? '1 row' : `${count} rows`} of ${table} not as written`);
  }
  return faults;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
