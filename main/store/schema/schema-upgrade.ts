import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { Migrator } from 'kysely/migration';
import { Kysely, sql } from 'kysely';
import { StoreError } from '#core/errors.ts';
import { renewRowChecksums } from '../integrity/row-checksums.ts';
import { makeNewFile, PRIVATE_FILE } from '#main/files/new-file.ts';
import { LabDialect } from '../connection/lab-dialect.ts';
import { schemaVersion, type SchemaMigrations } from '../migrations/migrations.ts';

/** "BNLb": marks a file as ours in SQLite's header, so that no other program's database is ever changed. */
export const APPLICATION_ID = 0x424e_4c62;

/**
 * The schema version of a database: 0 for an empty one.
 * @throws StoreError if it belongs to another program or to a newer BatchNorm Lab.
 */
export function readSchemaVersion(database: Database.Database, file: string, migrations: SchemaMigrations): number {
  const applicationId = Number(database.pragma('application_id', { simple: true }));
  const version = Number(database.pragma('user_version', { simple: true }));
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() === undefined;
  if (applicationId !== APPLICATION_ID && !(isEmpty && applicationId === 0 && version === 0)) {
    throw new StoreError(
      `${file} is not a BatchNorm Lab database: it is an SQLite database of another program. It was left as it is; choose another file.`,
      { file, applicationId },
    );
  }
  const known = schemaVersion(migrations);
  if (version > known) {
    throw new StoreError(
      `The database ${file} was written by a newer BatchNorm Lab: expected schema version ${known} at most, received ${version}. Install the newer version, or choose another file.`,
      { file, expected: known, received: version },
    );
  }
  return version;
}

/**
 * Brings a database to the newest schema; before an older one is touched, a copy of it is laid beside it. All migrations
 * succeed together or leave the database as it was.
 * @returns the copy's file name, or null if none was needed.
 */
export async function upgradeSchema(
  database: Database.Database,
  file: string,
  migrations: SchemaMigrations,
  options: { readonly backup: boolean } = { backup: true },
): Promise<string | null> {
  const from = readSchemaVersion(database, file, migrations);
  const to = schemaVersion(migrations);
  if (from === to) return null;
  const backup = from === 0 || !options.backup ? null : freeBackupName(`${file}.version-${from}`);
  if (backup !== null) await makeNewFile(backup, (part) => database.backup(part), PRIVATE_FILE);

  // Not destroyed: that would close the connection, which belongs to the caller.
  const kysely = new Kysely<unknown>({ dialect: new LabDialect(database) });
  const migrator = new Migrator({
    db: kysely,
    provider: { getMigrations: () => Promise.resolve(stamped(migrations, database)) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return backup;
}

/** Each migration followed by its version number and the checksums of all rows, inside the same transaction. */
function stamped(migrations: SchemaMigrations, connection: Database.Database): SchemaMigrations {
  return Object.fromEntries(
    Object.entries(migrations).map(([name, migration]) => [
      name,
      {
        async up(database: Kysely<unknown>): Promise<void> {
          await migration.up(database);
          await requireReferences(database);
          renewRowChecksums(connection);
          await sql`PRAGMA application_id = ${sql.raw(String(APPLICATION_ID))}`.execute(database);
          await sql`PRAGMA user_version = ${sql.raw(String(Number.parseInt(name, 10)))}`.execute(database);
        },
      },
    ]),
  );
}

/** Foreign keys are not enforced while the schema changes, so they are checked before it is committed. */
async function requireReferences(database: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ table: string }>`PRAGMA foreign_key_check`.execute(database);
  if (rows.length > 0) throw new Error(`A migration left rows of "${rows[0].table}" that refer to nothing.`);
}

function freeBackupName(stem: string): string {
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? `${stem}.backup` : `${stem}.${attempt}.backup`;
    if (!existsSync(name)) return name;
  }
}
