import { accessSync, constants } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreError } from '#core/errors.ts';
import { storeErrorFrom } from '../connection/sqlite-errors.ts';

/** The file that marks a database as one of ours, and as open while it is locked. */
export function ownerFileOf(file: string): string {
  return `${file}-owner`;
}

/** Whether a database could not be opened because another lab has it open: it can still be read. */
export function isOwnedElsewhere(thrown: unknown): boolean {
  const { details } = thrown instanceof StoreError ? thrown : {};
  return typeof details === 'object' && details !== null && Reflect.get(details, 'owned') === true;
}

/**
 * One process owns a database. The lock is an exclusive transaction on a sibling file, `<database>-owner`: the operating
 * system releases it when the process ends, however it ends, so that no stale lock can keep a person out. The file is
 * empty, and stays: deleting it while another process opens it would let two owners in.
 */
export class OwnerLock {
  readonly #connection: Database.Database;

  private constructor(connection: Database.Database) {
    this.#connection = connection;
  }

  /** @throws StoreError if another lab, in this process or another, owns `file`. */
  static take(file: string): OwnerLock {
    let connection: Database.Database | null = null;
    try {
      connection = new Database(ownerFileOf(file), { timeout: 0 });
      // A read-only file could only be locked for reading, which keeps nobody out.
      requireWritable(ownerFileOf(file));
      connection.exec('BEGIN EXCLUSIVE');
      return new OwnerLock(connection);
    } catch (thrown) {
      connection?.close();
      if (thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY')) {
        throw new StoreError(
          `The database ${file} is open in another BatchNorm Lab. Close that window or process, or choose another database (--db FILE). What only looks, such as "bnlab list", "show", "report" and "archive export", works all the same.`,
          { file, owned: true },
        );
      }
      throw storeErrorFrom(thrown, file);
    }
  }

  release(): void {
    this.#connection.close();
  }
}

function requireWritable(lockFile: string): void {
  try {
    accessSync(lockFile, constants.W_OK);
  } catch {
    throw new StoreError(
      `The file ${lockFile}, which marks the database as open, cannot be written. Make it writable, or choose another database.`,
      { file: lockFile },
    );
  }
}
