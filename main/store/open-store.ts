import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { RecoveryReport } from '#core/contract/recovery-report.ts';
import { StoreError } from '#core/errors.ts';
import { formatPlural } from '#core/format/words.ts';
import { identifyFile } from './opening/identify-file.ts';
import { isMarkedDamaged, removeDamageMark } from './integrity/damage-mark.ts';
import { findFaults } from './integrity/find-faults.ts';
import { countLostTransactions } from './integrity/lost-transactions.ts';
import { keepRowChecksums } from './integrity/row-checksums.ts';
import { makeFolders } from '#main/files/make-folders.ts';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '#main/files/new-file.ts';
import { migrations as allMigrations, schemaVersion, type SchemaMigrations } from './migrations/migrations.ts';
import { removeEmptyLog } from './opening/remove-empty-log.ts';
import { cannotWriteBeside, TemporaryCopy } from './opening/temporary-copy.ts';
import { OwnerLock } from './opening/owner-lock.ts';
import { recoverDatabase } from './recovery/recover-database.ts';
import { forgetRootPages, keepRootPages, keptRootPages, movedPages, rootPagesOf } from './recovery/root-pages.ts';
import { readSchemaVersion, upgradeSchema } from './schema/schema-upgrade.ts';
import { withStoreErrors } from './connection/sqlite-errors.ts';
import { sqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

export interface OpenStoreOptions {
  /**
   * `own`: read and write, create and upgrade, one process at a time. `read`: look only, beside an owner or without; where
   * nothing can be written beside the database, at a temporary copy (`isCopy`).
   */
  readonly mode: 'own' | 'read';
  /** True: all of it is looked at before it opens, however large it is. */
  readonly checkFirst?: boolean;
  /** The schema's history; only tests of upgrades pass a different one. */
  readonly migrations?: SchemaMigrations;
}

/**
 * A database up to this size is checked row for row before it opens, in a tenth of a second. A larger one opens after a
 * look at its schema, and is checked beside the lab that works with it (`isChecked`): decay comes while nobody looks, so
 * every lab that stays open for some seconds checks, but nobody waits for it. After a crash, before an upgrade, where
 * damage was found before, and where a table begins elsewhere than it did, the check comes first whatever it takes.
 */
export const CHECKED_FIRST_BYTES_MAX = 32 * 2 ** 20;

/** How long SQLite waits for another program's lock, for example a backup tool's. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the database `file`; in mode `own` its folder and itself are created if missing, and one of ours that is found
 * damaged (`CHECKED_FIRST_BYTES_MAX`) is set aside and replaced by what can be read of it, which `recovery` tells.
 *
 * @throws StoreError saying what is wrong and what to do: no database, another program's database, a newer schema,
 * owned by another lab (`details.owned`), read-only, folder missing or unwritable, disk full, damaged (mode `read`). The
 * file is never harmed by it.
 */
export async function openStore(file: string, options: OpenStoreOptions): Promise<Store> {
  const path = resolve(file);
  const migrations = options.migrations ?? allMigrations;
  return withStoreErrors(path, () =>
    options.mode === 'own' ? own(path, migrations, options.checkFirst === true) : read(path, migrations),
  );
}

async function own(file: string, migrations: SchemaMigrations, checkFirst: boolean): Promise<Store> {
  makeFolder(file);
  // Reject a file that is not our database before writing anything beside it.
  identifyFile(file, migrations);
  const lock = OwnerLock.take(file);
  let database: Database.Database | null = null;
  try {
    const { recovery, isChecked } = await recoverIfDamaged(file, migrations, checkFirst);
    createPrivately(file);
    database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    const version = readSchemaVersion(database, file, migrations);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    requireWritable(database);
    // A migration may drop a table that others refer to, to make it anew.
    database.pragma('foreign_keys = OFF');
    if (version < schemaVersion(migrations)) forgetRootPages(file);
    await upgradeSchema(database, file, migrations);
    keepRootPages(file, database);
    keepRowChecksums(database);
    database.pragma('foreign_keys = ON');
    return sqliteStore(file, database, { lock, recovery, isChecked });
  } catch (thrown) {
    database?.close();
    lock.release();
    throw thrown;
  }
}

async function read(file: string, migrations: SchemaMigrations): Promise<Store> {
  if (!existsSync(file)) {
    throw new StoreError(`There is no database ${file}. Check the name, or run an experiment first.`, { file });
  }
  const wasClosed = !existsSync(`${file}-wal`);
  try {
    const database = openToRead(file, migrations);
    return sqliteStore(file, database, null, wasClosed ? { remove: () => removeEmptyLog(file) } : null);
  } catch (thrown) {
    if (!cannotWriteBeside(thrown)) throw thrown;
  }
  const copy = TemporaryCopy.of(file);
  try {
    return sqliteStore(file, await openCopy(copy, file, migrations), null, copy);
  } catch (thrown) {
    copy.remove();
    throw thrown;
  }
}

function openToRead(file: string, migrations: SchemaMigrations): Database.Database {
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    const version = readSchemaVersion(database, file, migrations);
    const expected = schemaVersion(migrations);
    if (version < expected) {
      throw new StoreError(
        `The database ${file} has an older schema: expected version ${expected}, received ${version}. Open it once in BatchNorm Lab, which upgrades it after a backup.`,
        { file, expected, received: version },
      );
    }
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** Nobody but this process has the copy, so that one of an older schema is upgraded there. */
async function openCopy(copy: TemporaryCopy, file: string, migrations: SchemaMigrations): Promise<Database.Database> {
  const database = new Database(copy.file, { fileMustExist: true });
  try {
    readSchemaVersion(database, file, migrations);
    database.pragma('foreign_keys = OFF');
    await upgradeSchema(database, file, migrations, { backup: false });
  } finally {
    database.close();
  }
  return new Database(copy.file, { readonly: true, fileMustExist: true });
}

/** SQLite opens a write-protected file for reading silently and complains only at the first write: here. */
function requireWritable(database: Database.Database): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    database.pragma('user_version = 0');
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK');
  }
}

/** Looks only once this process owns the database, so that nobody else repairs what it finds. */
async function recoverIfDamaged(
  file: string,
  migrations: SchemaMigrations,
  checkFirst: boolean,
): Promise<OpeningCheck> {
  const identity = identifyFile(file, migrations);
  if (identity === 'none') return { recovery: null, isChecked: true };
  const lost = countLostTransactions(file);
  const isChecked = checkFirst || identity === 'damaged' || isCheckedFirst(file, migrations);
  const faults = [
    ...(lost === 0 ? [] : [`its log is broken before ${formatPlural(lost, 'transaction')}`]),
    ...(identity === 'ours'
      ? await findFaults(file, migrations, isChecked ? 'all' : 'schema')
      : ['its header is damaged']),
  ];
  const recovery = faults.length === 0 ? null : await recoverDatabase(file, faults, migrations);
  if (isChecked || recovery !== null) removeDamageMark(file);
  return { recovery, isChecked: isChecked || recovery !== null };
}

interface OpeningCheck {
  readonly recovery: RecoveryReport | null;
  /** Whether all of it was looked at. */
  readonly isChecked: boolean;
}

function isCheckedFirst(file: string, migrations: SchemaMigrations): boolean {
  // A lab that closes in order leaves no log behind.
  const wasCut = existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0;
  if (statSync(file).size <= CHECKED_FIRST_BYTES_MAX || wasCut || isMarkedDamaged(file)) return true;
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    const newest = schemaVersion(migrations);
    if (readSchemaVersion(database, file, migrations) < newest) return true;
    const [kept, found] = [keptRootPages(file, newest), rootPagesOf(database)];
    // A look at the schema does not tell that a table begins where another does.
    return kept !== null && kept.schemaCookie === found.schemaCookie && movedPages(found, kept) > 0;
  } finally {
    database.close();
  }
}

/** SQLite would let everybody read it, and gives its log the rights of the database. */
function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'wx', PRIVATE_FILE));
  } catch {
    // It is there, or SQLite will say why it cannot be.
  }
}

function makeFolder(file: string): void {
  const folder = dirname(file);
  try {
    makeFolders(folder, PRIVATE_FOLDER);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new StoreError(
      `The folder ${folder} for the database cannot be made (${reason}). Choose a folder that you may write to.`,
      { file, folder },
    );
  }
  if (existsSync(file) && statSync(file).isDirectory()) {
    throw new StoreError(
      `${file} is a folder: expected a database file. Name a file inside it, for example ${file}/lab.db.`,
      { file },
    );
  }
}
