import Database from 'better-sqlite3';
import { StoreError } from '#core/errors.ts';
import { onOneLine } from '#core/describe-value.ts';
import { UnreadableValueError } from '../columns/json-column.ts';
import { isDamage } from '../connection/sqlite-errors.ts';

/** @param what as it follows "The archive is damaged": names from the archive may be in it as they are */
export function damagedArchive(file: string, what: string): StoreError {
  return new StoreError(
    `The archive ${file} is damaged or was altered (${onOneLine(what)}). Nothing was imported. Fetch or export it again.`,
    { file },
  );
}

/**
 * Runs `work`, which reads an archive and nothing else: where what the archive holds made it fail, that is said of the
 * archive.
 */
export async function withArchiveErrors<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await withRowErrors(file, work);
  } catch (thrown) {
    // As SQLite threw it, or as a store that reads the archive tells it.
    const said = thrown instanceof StoreError ? thrown.cause : thrown;
    if (isDamage(said) || isFailedQuery(said)) throw damagedArchive(file, (said as Error).message);
    throw thrown;
  }
}

/** Runs `work`, which brings rows of an archive into the lab's database: only that those are refused is the archive's. */
export async function withRowErrors<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof UnreadableValueError) throw damagedArchive(file, `it holds ${thrown.what}`);
    if (isConstraint(thrown)) throw damagedArchive(file, (thrown as Error).message);
    throw thrown;
  }
}

/** True if the lab's tables refused a row. */
function isConstraint(thrown: unknown): boolean {
  return thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_CONSTRAINT');
}

/** True if a query that does well on rows of ours could not compute with these. */
function isFailedQuery(thrown: unknown): boolean {
  return thrown instanceof Database.SqliteError && thrown.code === 'SQLITE_ERROR';
}
