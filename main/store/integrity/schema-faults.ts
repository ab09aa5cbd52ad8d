import Database from 'better-sqlite3';
import type { SchemaMigrations } from '../migrations/migrations.ts';
import { upgradeSchema } from '../schema/schema-upgrade.ts';

/** One table or index, as `sqlite_master` describes it. */
export interface SchemaObject {
  readonly rowid: number;
  readonly type: string;
  readonly name: string;
  readonly table: string;
  /** Null for an index that a constraint made. */
  readonly sql: string | null;
}

export function schemaOf(database: Database.Database): SchemaObject[] {
  return database
    .prepare('SELECT rowid, type, name, tbl_name AS "table", sql FROM sqlite_master ORDER BY rowid')
    .all() as SchemaObject[];
}

/** What these migrations lay. */
export async function laidSchema(migrations: SchemaMigrations): Promise<SchemaObject[]> {
  const fresh = new Database(':memory:');
  try {
    fresh.pragma('foreign_keys = OFF');
    await upgradeSchema(fresh, ':memory:', migrations);
    return schemaOf(fresh);
  } finally {
    fresh.close();
  }
}

/**
 * Tables and indexes that are not as the migrations laid them: a bit that turned in the schema's own text. What stands
 * there besides, for example somebody's own index, is no fault.
 */
export function schemaFaults(actual: readonly SchemaObject[], laid: readonly SchemaObject[]): string[] {
  return laid
    .filter((object) => !actual.some((other) => other.name === object.name && isSame(other, object)))
    .map(({ type, name }) => `the ${type} ${name} is not as it was laid`);
}

/** Without the place, which depends on what was laid and dropped before. */
function isSame(a: SchemaObject, b: SchemaObject): boolean {
  return a.type === b.type && a.table === b.table && a.sql === b.sql;
}
