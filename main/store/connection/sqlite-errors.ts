import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { LabError, StoreError } from '#core/errors.ts';
import { onOneLine } from '#core/describe-value.ts';

/** What SQLite says, for people: which file, what is wrong with it, and what to do. Anything else is thrown as it is. */
export function storeErrorFrom(thrown: unknown, file: string): unknown {
  if (thrown instanceof LabError) return thrown;
  if (isDiskFull(thrown)) return new StoreError(describe('SQLITE_FULL', '', file), { file });
  if (!(thrown instanceof Database.SqliteError)) return thrown;
  const told = new StoreError(describe(codeOf(thrown), onOneLine(thrown.message), file), { file, sqlite: thrown.code });
  told.cause = thrown;
  return told;
}

/** True if SQLite says that the bytes of the file are not those of a database, or not of a whole one. */
export function isDamage(thrown: unknown): boolean {
  if (!(thrown instanceof Database.SqliteError)) return false;
  const code = codeOf(thrown);
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_IOERR_SHORT_READ';
}

/** A header that names a format of schemas which no SQLite has: a plain error to SQLite, which can think of a newer one. */
function codeOf({ code, message }: InstanceType<typeof Database.SqliteError>): string {
  return code === 'SQLITE_ERROR' && message === 'unsupported file format' ? 'SQLITE_CORRUPT' : code;
}

/** True if a database could not be owned because nothing can be written there: it can still be looked at. */
export function isWriteProtected(thrown: unknown): boolean {
  const { details } = thrown instanceof StoreError ? thrown : {};
  if (typeof details !== 'object' || details === null) return false;
  const [code, file]: unknown[] = [Reflect.get(details, 'sqlite'), Reflect.get(details, 'file')];
  return /^SQLITE_(READONLY|CANTOPEN)/.test(String(code)) && typeof file === 'string' && existsSync(file);
}

/** True if an owner came upon damage in its database, which its next opening repairs. */
export function isDamagedStore(thrown: unknown): boolean {
  const { details } = thrown instanceof StoreError ? thrown : {};
  return typeof details === 'object' && details !== null && Reflect.get(details, 'damaged') === true;
}

export function notADatabase(file: string): string {
  return `${file} is not a BatchNorm Lab database: expected an SQLite file, received something else. It was left as it is; choose another file.`;
}

/** As the file system says it, where a file is copied. */
function isDiskFull(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown as NodeJS.ErrnoException).code === 'ENOSPC';
}

function describe(code: string, message: string, file: string): string {
  // Extended codes name their primary code first: SQLITE_READONLY_DIRECTORY, SQLITE_IOERR_WRITE.
  const primary = code.split('_').slice(0, 2).join('_');
  switch (primary) {
    case 'SQLITE_NOTADB':
      return notADatabase(file);
    case 'SQLITE_CORRUPT':
      return `The database ${file} is damaged (${message}). Restore it from a backup, or choose another file.`;
    case 'SQLITE_FULL':
      return `The disk is full: ${file} could not be written. What was stored before is safe; free some space and try again.`;
    case 'SQLITE_READONLY':
      return `The database ${file} cannot be written: the file or its folder is read-only. Make it writable, choose another file, or only look at it: the app and the host with --read-only, and "bnlab list", "show", "runs", "report" and "export" show a copy.`;
    case 'SQLITE_CANTOPEN':
      return `The database ${file} cannot be opened. Check that the folder exists and that you may read and write there. To only look at it, use --read-only.`;
    case 'SQLITE_PERM':
    case 'SQLITE_AUTH':
      return `The database ${file} cannot be opened: permission denied. Check who may read and write it.`;
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return `The database ${file} is in use by another program. Close that program, or choose another file.`;
    case 'SQLITE_IOERR':
      return `The database ${file} could not be read or written (${message}). Check the disk that it lies on.`;
    default:
      return `The database ${file} failed: ${message} (${code}).`;
  }
}

/** Runs `work`; what SQLite throws comes out as a StoreError about `file`. */
export async function withStoreErrors<T>(file: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw storeErrorFrom(thrown, file);
  }
}
