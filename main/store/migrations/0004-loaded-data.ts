import { sql, type Kysely } from 'kysely';

/**
 * What each attempt learned from: a file's content may change between two attempts, or two experiments, with the same spec.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE attempts ADD COLUMN data TEXT CHECK (data IS NULL OR json_valid(data))`.execute(database);
  await sql`CREATE INDEX experimentsBySpec ON experiments (specHash)`.execute(database);
}
