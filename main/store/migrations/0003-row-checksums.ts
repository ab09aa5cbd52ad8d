import { sql, type Kysely } from 'kysely';

/**
 * Every row is given room for a checksum (`integrity/row-checksums.ts`), since SQLite itself would not notice a bit that
 * turned in a value. Computed behind every migration.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  for (const table of [
    'sweeps',
    'experiments',
    'arms',
    'runs',
    'attempts',
    'checkpoints',
    'series',
    'seriesChunks',
    'tensors',
    'settings',
  ]) {
    await sql`ALTER TABLE ${sql.table(table)} ADD COLUMN checksum INTEGER`.execute(database);
  }
}
