import { copyFileSync, existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { quoted, tablesOf } from '../schema/database-shape.ts';
import { laidSchema, schemaFaults, schemaOf, type SchemaObject } from '../integrity/schema-faults.ts';
import { migrationsUpTo, schemaVersion, type SchemaMigrations } from '../migrations/migrations.ts';
import { migrationsOf } from './known-version.ts';
import { rebuildSchema } from './rebuild-schema.ts';
import { repairHeader } from './repair-header.ts';
import { keptRootPages, movedPages, rootPagesOf, type RootPages } from './root-pages.ts';
import { readUntilDamage } from './salvage-table.ts';

export interface DamagedDatabase {
  readonly database: Database.Database;
  /** The history that laid its schema. */
  readonly migrations: SchemaMigrations;
}

/**
 * A copy of a damaged database, brought to where SQLite can read what is left of it: its header and its schema are mended,
 * since both are known. Null if SQLite cannot be brought to read it at all, not the beginning of a single table.
 */
export async function openDamaged(
  file: string,
  copy: string,
  migrations: SchemaMigrations,
): Promise<DamagedDatabase | null> {
  copyFileSync(file, copy);
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
  const roots = keptRootPages(file, schemaVersion(migrations));
  if (roots !== null && (await needsRootPages(copy, roots, migrations))) await rebuildSchema(copy, roots, migrations);
  const opened = openMended(copy);
  if (opened === null) return null;
  const history = await migrationsOf(opened, migrations);
  mendSchema(opened, await laidSchema(history));
  opened.close();
  // The schema is read when a connection opens.
  const database = openTolerantly(copy);
  if (database === null) return null;
  if (tablesOf(database).some(({ name }) => beginsWhole(database, name))) return { database, migrations: history };
  database.close();
  return null;
}

function beginsWhole(database: Database.Database, table: string): boolean {
  return readUntilDamage(database, `SELECT 1 FROM ${quoted(table)} LIMIT 1`, () => undefined);
}

/** Whether the schema of a database is lost or altered, and these are the root pages that it had. */
async function needsRootPages(copy: string, roots: RootPages, migrations: SchemaMigrations): Promise<boolean> {
  const opened = openMended(copy);
  if (opened === null) return true;
  try {
    const found = rootPagesOf(opened);
    const moved = movedPages(found, roots);
    // Another program moved them, or the file of another lab was put here.
    if (found.schemaCookie !== roots.schemaCookie || moved > 1) return false;
    const laid = await laidSchema(migrationsUpTo(roots.schemaVersion, migrations));
    return moved === 1 || schemaFaults(schemaOf(opened), laid).length > 0;
  } catch {
    // SQLite cannot read all of it.
    return true;
  } finally {
    opened.close();
  }
}

function openMended(copy: string): Database.Database | null {
  const opened = openTolerantly(copy);
  if (opened !== null) return opened;
  repairHeader(copy);
  return openTolerantly(copy);
}

function openTolerantly(copy: string): Database.Database | null {
  const database = new Database(copy);
  try {
    // Without it, SQLite would refuse the whole file for one entry of the schema that it cannot read.
    database.unsafeMode(true);
    database.pragma('writable_schema = ON');
    database.pragma('foreign_keys = OFF');
    if (schemaOf(database).length > 0) return database;
  } catch {
    // SQLite cannot read this one, mended or not.
  }
  database.close();
  return null;
}

/** Writes the text of each table and index as it was laid: to the entry with its name, else to the one in its place. */
function mendSchema(database: Database.Database, laid: readonly SchemaObject[]): void {
  const left = new Map(schemaOf(database).map((object) => [object.rowid, object]));
  const take = (is: (object: SchemaObject) => boolean): SchemaObject | undefined => {
    const object = [...left.values()].find(is);
    if (object !== undefined) left.delete(object.rowid);
    return object;
  };
  const pairs = laid.map((object) => ({ object, at: take(({ name }) => name === object.name) }));
  try {
    const write = database.prepare(
      'UPDATE sqlite_master SET type = ?, name = ?, tbl_name = ?, sql = ? WHERE rowid = ?',
    );
    for (const { object, at } of pairs) {
      const entry = at ?? take(({ rowid }) => rowid === object.rowid);
      if (entry !== undefined) write.run(object.type, object.name, object.table, object.sql, entry.rowid);
    }
  } catch {
    // What the schema's own pages do not take, is read as far as they allow.
  }
}
