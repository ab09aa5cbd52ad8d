import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { StoreError } from '#core/errors.ts';

/**
 * Refuses a target that is the database, or has a name that the lab or SQLite uses beside it: all that begin with the
 * database's own and a hyphen. SQLite would take a backup called `lab.db-journal` for an unfinished transaction.
 *
 * @param file absolute
 * @throws StoreError
 */
export function requireApart(file: string, databaseFile: string): void {
  const target = actual(file);
  const database = actual(databaseFile);
  // Some file systems take upper and lower case for the same.
  const [name, own] = [basename(target), basename(database)].map((part) => part.toLowerCase());
  const isBeside = isSame(dirname(target), dirname(database)) && (name === own || name!.startsWith(`${own}-`));
  if (!isBeside && !isSame(target, database)) return;
  throw new StoreError(
    `${file} cannot be written: that name belongs to the lab's database ${databaseFile}. Choose another name.`,
    { file },
  );
}

/** Without links on the way, as far as it exists. */
function actual(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    const parent = dirname(file);
    return parent === file ? resolve(file) : join(actual(parent), basename(file));
  }
}

/** One file can have several names. */
function isSame(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a != null && b != null && a.ino === b.ino && a.dev === b.dev;
}
