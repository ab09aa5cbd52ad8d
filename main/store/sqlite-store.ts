import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { assert } from '#core/assert.ts';
import type { ArchiveExport, ArchiveImport } from '#core/contract/archive.ts';
import type { RecoveryReport } from '#core/contract/recovery-report.ts';
import type { Compaction } from '#core/contract/store-care.ts';
import { StoreError } from '#core/errors.ts';
import { containsText } from '#core/filter/contains-text.ts';
import type Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { withRowErrors } from './archive/archive-error.ts';
import { type StoreProgress, partOf } from './store-progress.ts';
import { exportArchive } from './archive/export-archive.ts';
import { mergeArchive } from './archive/import-archive.ts';
import { openArchive } from './archive/open-archive.ts';
import { requireReadable } from './archive/require-readable.ts';
import { LabDialect } from './connection/lab-dialect.ts';
import { isDamage, withStoreErrors } from './connection/sqlite-errors.ts';
import { damageText, markDamaged } from './integrity/damage-mark.ts';
import { backUp, compact } from './maintenance.ts';
import type { OwnerLock } from './opening/owner-lock.ts';
import type { LabTables } from './schema/tables.ts';
import { storeQueries } from './store-queries.ts';
import type { Store } from './store.ts';
import { transacted, type Work } from './transacted.ts';

/** Of an import's time: until the archive's rows are found whole, and until the lab's schemas have read it. */
const CHECKED_SHARE = 0.4;
const READ_SHARE = 0.5;

/** What a store that only reads leaves on the disk while it is open. */
export interface Beside {
  /** The copy that it reads in the place of the database; absent where it reads the database itself. */
  readonly file?: string;
  remove(): void;
}

export interface Ownership {
  readonly lock: OwnerLock;
  readonly recovery: RecoveryReport | null;
  readonly isChecked: boolean;
}

/** The store over one SQLite connection. @param ownership what opening to write brought; without it, the store only reads. @param beside what goes with it when it closes */
export function sqliteStore(
  file: string,
  connection: Database.Database,
  ownership: Ownership | null = null,
  beside: Beside | null = null,
): Store {
  const database = new StoreDatabase(file, connection, ownership, beside);
  return Object.assign(
    database,
    transacted(storeQueries, (work) => database.transaction(work)),
  );
}

/** The database as a whole: its connection and its transactions, its damage, its archives, its end. */
class StoreDatabase implements Omit<Store, keyof typeof storeQueries> {
  readonly file: string;
  readonly recovery: RecoveryReport | null;
  readonly isChecked: boolean;
  readonly #connection: Database.Database;
  readonly #database: Kysely<LabTables>;
  readonly #lock: OwnerLock | null;
  readonly #beside: Beside | null;
  readonly #damageListeners: ((text: string) => void)[] = [];
  #isDamaged = false;
  #closed = false;

  constructor(file: string, connection: Database.Database, ownership: Ownership | null, beside: Beside | null) {
    this.#beside = beside;
    this.file = file;
    this.recovery = ownership?.recovery ?? null;
    this.isChecked = ownership?.isChecked ?? true;
    this.#connection = connection;
    // SQLite's own `like` takes only the letters from A to Z for the same in both cases.
    connection.function('containsText', { deterministic: true }, (text: unknown, part: unknown) =>
      typeof text === 'string' && typeof part === 'string' ? Number(containsText(text, part)) : null,
    );
    this.#database = new Kysely<LabTables>({ dialect: new LabDialect(connection) });
    this.#lock = ownership?.lock ?? null;
  }

  get isCopy(): boolean {
    return this.#beside?.file !== undefined;
  }

  get isOwned(): boolean {
    return this.#lock !== null;
  }

  dataVersion(): number {
    return this.#connection.pragma('data_version', { simple: true }) as number;
  }

  /** Reads too run in a transaction, so that what one call returns belongs together. */
  transaction<T>(work: Work<T>): Promise<T> {
    assert(!this.#closed, `the store of ${this.file} is open`);
    return this.#reading(this.file, () => this.#database.transaction().execute(work));
  }

  onDamage(listener: (text: string) => void): void {
    this.#damageListeners.push(listener);
  }

  noteDamage(faults: readonly string[]): string {
    const text = damageText(this.file, faults);
    if (!this.#isDamaged) {
      this.#isDamaged = true;
      markDamaged(this.file, faults);
      for (const listener of this.#damageListeners) listener(text);
    }
    return text;
  }

  exportArchive(experimentIds: readonly string[], file: string, onProgress?: StoreProgress): Promise<ArchiveExport> {
    return this.#reading(file, () => exportArchive(this.#beside?.file ?? this.file, experimentIds, file, onProgress));
  }

  async importArchive(file: string, onProgress: StoreProgress = () => {}): Promise<ArchiveImport> {
    const path = resolve(file);
    const copy = `${this.file}-importing`;
    try {
      const archive = await withStoreErrors(path, () => openArchive(path, copy, partOf(onProgress, 0, CHECKED_SHARE)));
      const reader = sqliteStore(path, archive);
      try {
        await requireReadable(reader, partOf(onProgress, CHECKED_SHARE, READ_SHARE));
        const report = await this.transaction(() =>
          withRowErrors(path, () => mergeArchive(this.#connection, archive, partOf(onProgress, READ_SHARE, 1))),
        );
        return { file: path, ...report };
      } finally {
        await reader.close();
      }
    } finally {
      for (const part of ['', '-wal', '-shm', '-journal']) rmSync(`${copy}${part}`, { force: true });
    }
  }

  backup(file: string, onProgress?: StoreProgress): Promise<void> {
    return this.#reading(file, () => backUp(this.#connection, this.file, file, onProgress));
  }

  compact(): Promise<Compaction> {
    // Not while a transaction is under way on this connection: SQLite would refuse.
    return this.#reading(this.file, () =>
      this.#database.connection().execute(() => Promise.resolve(compact(this.#connection, this.file))),
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await withStoreErrors(this.file, async () => {
      await this.#database.destroy();
      // Kysely closes no connection that it was never asked to use.
      this.#connection.close();
    });
    this.#lock?.release();
    this.#beside?.remove();
  }

  /**
   * Does what reads this database, and may write another file.
   * @throws StoreError about `file`, or of damage, which an owner's next opening repairs
   */
  #reading<T>(file: string, work: () => Promise<T>): Promise<T> {
    return withStoreErrors(file, async () => {
      try {
        return await work();
      } catch (thrown) {
        if (!this.isOwned || !isDamage(thrown)) throw thrown;
        throw new StoreError(this.noteDamage([(thrown as Error).message]), { file: this.file, damaged: true });
      }
    });
  }
}
