import type Database from 'better-sqlite3';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type Driver,
} from 'kysely';
import { StatementCache } from './statement-cache.ts';

/** Kysely's SQLite dialect with three facts about SQLite that it leaves out, and with statements compiled once. */
export class LabDialect extends SqliteDialect {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    super({ database });
    this.#database = database;
  }

  override createDriver(): Driver {
    return new LabDriver(this.#database);
  }

  override createAdapter(): SqliteAdapter {
    return new LabAdapter();
  }
}

class LabDriver extends SqliteDriver {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    super({ database: new StatementCache(database) });
    this.#database = database;
  }

  /** Takes the write lock at once: a transaction that began by reading could find itself unable to write later. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(this.#database.readonly ? 'begin' : 'begin immediate'));
  }

  /**
   * On a full disk SQLite has rolled back already, and a second rollback would fail and hide the real error
   * (https://www.sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction").
   */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection);
  }
}

class LabAdapter extends SqliteAdapter {
  /** Creating tables is transactional in SQLite, so a migration that fails leaves nothing behind. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
