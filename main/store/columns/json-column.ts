import type { z } from 'zod';
import { StoreError } from '#core/errors.ts';
import { onOneLine } from '#core/describe-value.ts';

/** A value that its schema does not take. */
export class UnreadableValueError extends StoreError {
  /** Which value, and what is wrong with it, as it follows "The database holds". */
  readonly what: string;

  constructor(what: string, where: string) {
    const line = onOneLine(what);
    super(`The database holds ${line}. Restore the database from a backup.`, { where });
    this.what = line;
  }
}

/** A json column's value as its schema has it. @throws UnreadableValueError naming the row, if something else stands there. */
export function readJson<S extends z.ZodType>(schema: S, text: string, where: string): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnreadableValueError(`no valid JSON in ${where}`, where);
  }
  return readRecord(schema, value, where);
}

/** A row as its schema has it: what was written by another version or another hand is not passed on. */
export function readRecord<S extends z.ZodType>(schema: S, value: unknown, where: string): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UnreadableValueError(
    `an unreadable value in ${where}, at ${issue.path.join('.') || '(top)'}: ${issue.message}`,
    where,
  );
}
