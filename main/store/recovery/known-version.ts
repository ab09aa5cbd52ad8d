import Database from 'better-sqlite3';
import { tablesOf } from '../schema/database-shape.ts';
import { migrationsUpTo, schemaVersion, type SchemaMigrations } from '../migrations/migrations.ts';
import { upgradeSchema } from '../schema/schema-upgrade.ts';

/** The migrations up to the schema that a database has by its tables, whatever its header says. */
export async function migrationsOf(
  damaged: Database.Database,
  migrations: SchemaMigrations,
): Promise<SchemaMigrations> {
  const columns = columnsOf(damaged);
  let best: SchemaMigrations = migrations;
  let fewestDifferences = Infinity;
  for (let version = schemaVersion(migrations); version >= 1; version--) {
    const history = migrationsUpTo(version, migrations);
    const fresh = new Database(':memory:');
    try {
      fresh.pragma('foreign_keys = OFF');
      await upgradeSchema(fresh, ':memory:', history);
      const expected = columnsOf(fresh);
      const differences =
        [...columns].filter((column) => !expected.has(column)).length +
        [...expected].filter((column) => !columns.has(column)).length;
      if (differences >= fewestDifferences) continue;
      fewestDifferences = differences;
      best = history;
    } finally {
      fresh.close();
    }
  }
  return best;
}

function columnsOf(database: Database.Database): Set<string> {
  try {
    return new Set(tablesOf(database).flatMap(({ name, columns }) => columns.map((column) => `${name}.${column}`)));
  } catch {
    return new Set();
  }
}
