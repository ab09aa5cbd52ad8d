import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { isDamage } from '../sqlite-errors.ts';
import { migrationsUpTo, type SchemaMigrations } from '../migrations/migrations.ts';
import { readSchemaVersion } from '../schema-upgrade.ts';
import { countAlteredRows, registerRowChecksum } from './row-checksums.ts';
import { laidSchema, schemaFaults, schemaOf } from './schema-faults.ts';

/** So many faults are told; a file that has more is as damaged as it gets. */
const FAULTS_MAX = 100;

/**
 * Beyond this size, an opening checks no checksums of rows; `bnlab check` always does. Measured on 287 MB of chunks as
 * runs leave them (a laptop's processor, file in memory): quick_check 0.12 s, integrity_check 0.14 s, checksums of all
 * rows 0.3 s. The full integrity_check it is, then, since quick_check does not see a row that an index has lost; and
 * both at every opening, not only after a crash: decay comes while nobody looks, and a lab of 1 GB waits 1.5 s for it.
 */
export const OPENING_BYTES_MAX = 2 * 2 ** 30;

/**
 * What is wrong with a database file of ours, in SQLite's words; empty if all is well. Reads all of it and changes
 * nothing, also while a lab owns it.
 *
 * @param sums whether rows are held against their checksums
 * @throws what SQLite throws where it cannot read the file for another reason than damage
 */
export async function findFaults(
  file: string,
  migrations: SchemaMigrations,
  sums: 'all' | 'ifSmall',
): Promise<string[]> {
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
    try {
      const version = readSchemaVersion(database, file, migrations);
      const laid = await laidSchema(migrationsUpTo(version, migrations));
      const faults = schemaFaults(schemaOf(database), laid);
      // Where the schema is not ours, queries by its names would fail.
      return faults.length > 0
        ? faults
        : faultsOf(database, sums === 'all' || statSync(file).size <= OPENING_BYTES_MAX);
    } finally {
      database.close();
    }
  } catch (thrown) {
    if (isDamage(thrown)) return [messageOf(thrown)];
    throw thrown;
  }
}

function faultsOf(database: Database.Database, sums: boolean): string[] {
  const lines = database.pragma(`integrity_check(${FAULTS_MAX})`) as { integrity_check: string }[];
  const faults = lines.map((line) => line.integrity_check).filter((line) => line !== 'ok');
  // A tree that is broken cannot be searched for what is broken in it.
  if (faults.length > 0) return faults;
  const dangling = database.pragma('foreign_key_check') as { table: string; parent: string }[];
  for (const { table, parent } of dangling.slice(0, FAULTS_MAX)) {
    faults.push(`a row of ${table} refers to a row of ${parent} that is not there`);
  }
  if (!sums) return faults;
  registerRowChecksum(database);
  for (const [table, count] of countAlteredRows(database)) {
    faults.push(`${count === 1 ? '1 row' : `${count} rows`} of ${table} not as written`);
  }
  return faults;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
