import type { Transaction } from 'kysely';
import type { z } from 'zod';
import { readJson, readRecord } from '../columns/json-column.ts';
import type { LabTables } from '../schema/tables.ts';

type Database = Transaction<LabTables>;

/** @returns null if it was never set. */
export async function selectSetting<S extends z.ZodType>(
  database: Database,
  key: string,
  schema: S,
): Promise<z.infer<S> | null> {
  const row = await database.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
  return row === undefined ? null : readJson(schema, row.value, `the setting ${key}`);
}

export async function replaceSetting<S extends z.ZodType>(
  database: Database,
  key: string,
  schema: S,
  value: z.infer<S>,
): Promise<void> {
  const text = JSON.stringify(readRecord(schema, value, `the setting ${key}`));
  await database
    .insertInto('settings')
    .values({ key, value: text })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: text }))
    .execute();
}
