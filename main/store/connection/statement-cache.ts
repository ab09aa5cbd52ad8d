import type Database from 'better-sqlite3';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** As many statements as the store's queries come to, and some to spare for those that list their arguments. */
const STATEMENTS_MAX = 256;

/**
 * A connection that compiles each statement once. Compiling takes longer than many a statement runs, and the store asks
 * the same ones over and over. Statements must be run to their end at once: one that is being stepped through (kysely's
 * `stream`) is busy, and cannot be run a second time beside that.
 */
export class StatementCache implements SqliteDatabase {
  readonly #database: Database.Database;
  /** Least recently used first. */
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(database: Database.Database) {
    this.#database = database;
  }

  prepare(text: string): SqliteStatement {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#database.prepare<unknown[]>(text) as SqliteStatement;
      if (this.#statements.size >= STATEMENTS_MAX) {
        for (const oldest of this.#statements.keys()) {
          this.#statements.delete(oldest);
          break;
        }
      }
    } else {
      this.#statements.delete(text);
    }
    this.#statements.set(text, statement);
    return statement;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}
