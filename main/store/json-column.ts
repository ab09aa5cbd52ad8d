import type { z } from 'zod';
import { StoreError } from '#core/errors.ts';

/** A json column's value as its schema has it. @throws StoreError naming the row, if something else stands there. */
export function readJson<S extends z.ZodType>(schema: S, text: string, where: string): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new StoreError(`The database holds no valid JSON in ${where}. Restore the database from a backup.`, {
      where,
    });
  }
  return readRecord(schema, value, where);
}

/** A row as its schema has it: what was written by another version or another hand is not passed on. */
export function readRecord<S extends z.ZodType>(schema: S, value: unknown, where: string): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StoreError(
    `The database holds an unreadable value in ${where}, at ${issue.path.join('.') || '(top)'}: ${issue.message}. Restore the database from a backup.`,
    { where },
  );
}
