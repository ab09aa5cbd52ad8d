import { chmodSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '#core/errors.ts';

/**
 * Whether SQLite failed because it may not write beside the database: to read one with a log (WAL), it keeps an index of
 * the log there, even where the log is empty. Its `immutable` needs file names as URIs, which better-sqlite3 is built
 * without.
 */
export function cannotWriteBeside(thrown: unknown): boolean {
  return thrown instanceof Database.SqliteError && /^SQLITE_(CANTOPEN|READONLY|IOERR_LOCK)/.test(thrown.code);
}

/** A copy of a database in the system's folder for temporary files. */
export class TemporaryCopy {
  readonly file: string;
  readonly #folder: string;
  readonly #remove = () => rmSync(this.#folder, { recursive: true, force: true });

  private constructor(folder: string, file: string) {
    this.#folder = folder;
    this.file = file;
    process.once('exit', this.#remove);
  }

  /**
   * Copies a database with its log, on file systems that can without copying the bytes.
   * @throws StoreError if it cannot be read, or there is no room for the copy
   */
  static of(file: string): TemporaryCopy {
    const copy = new TemporaryCopy(...placeFor(file));
    try {
      for (const part of ['', '-wal']) {
        if (!existsSync(`${file}${part}`)) continue;
        copyFileSync(`${file}${part}`, `${copy.file}${part}`, constants.COPYFILE_FICLONE);
        chmodSync(`${copy.file}${part}`, 0o600);
      }
      return copy;
    } catch (thrown) {
      copy.remove();
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      throw new StoreError(
        `The database ${file} lies where nothing can be written, and cannot be copied to ${tmpdir()} to be shown (${reason}). Copy it to a folder that you may write to.`,
        { file },
      );
    }
  }

  remove(): void {
    process.off('exit', this.#remove);
    this.#remove();
  }
}

function placeFor(file: string): [folder: string, copy: string] {
  const folder = mkdtempSync(join(tmpdir(), 'batchnorm-lab-copy-'));
  return [folder, join(folder, basename(file))];
}
