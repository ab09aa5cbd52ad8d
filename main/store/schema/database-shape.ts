import type Database from 'better-sqlite3';

/** How a database is laid, as it says itself: for work that treats all tables alike. */
export interface TableShape {
  readonly name: string;
  /** In the order of the table. */
  readonly columns: readonly string[];
  /** Those of the primary key, or `rowid` where the table has rowids and no such key. */
  readonly key: readonly string[];
  readonly references: readonly Reference[];
  /** Indexes over every row, in a tree of their own: neither partial ones nor the key that orders the table itself. */
  readonly indexes: readonly TableIndex[];
}

export interface TableIndex {
  readonly name: string;
  readonly columns: readonly string[];
}

export interface Reference {
  readonly table: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** The tables that hold what people stored, those that others refer to first. */
export function tablesOf(database: Database.Database): TableShape[] {
  const names = database
    .prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'kysely\\_%' ESCAPE '\\' ORDER BY name",
    )
    .pluck()
    .all() as string[];
  return referredFirst(names.map((name) => shapeOf(database, name)));
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quotedList(names: readonly string[]): string {
  return names.map(quoted).join(', ');
}

function shapeOf(database: Database.Database, name: string): TableShape {
  const columns = database.prepare('SELECT name, pk FROM pragma_table_info(?) ORDER BY cid').all(name) as {
    name: string;
    pk: number;
  }[];
  const keyed = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  const keys = database
    .prepare('SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?) ORDER BY id, seq')
    .all(name) as { id: number; table: string; from: string; to: string }[];
  const references = [...new Set(keys.map(({ id }) => id))].map((id) => {
    const parts = keys.filter((part) => part.id === id);
    return { table: parts[0].table, from: parts.map(({ from }) => from), to: parts.map(({ to }) => to) };
  });
  const isLaidByKey =
    database.prepare("SELECT wr FROM pragma_table_list(?) WHERE schema = 'main'").pluck().get(name) === 1;
  const indexes = database
    .prepare("SELECT name FROM pragma_index_list(?) WHERE NOT partial AND NOT (origin = 'pk' AND ?) ORDER BY seq")
    .pluck()
    .all(name, Number(isLaidByKey)) as string[];
  return {
    name,
    columns: columns.map((column) => column.name),
    key: keyed.length > 0 ? keyed.map((column) => column.name) : ['rowid'],
    references,
    indexes: indexes.map((index) => ({ name: index, columns: columnsOf(database, index) })),
  };
}

function columnsOf(database: Database.Database, index: string): string[] {
  return database.prepare('SELECT name FROM pragma_index_info(?) ORDER BY seqno').pluck().all(index) as string[];
}

function referredFirst(tables: readonly TableShape[]): TableShape[] {
  const placed: TableShape[] = [];
  let left = [...tables];
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name));
    const ready = left.filter((table) =>
      table.references.every((to) => to.table === table.name || !waiting.has(to.table)),
    );
    // Tables that refer to each other in a circle come in any order.
    const next = ready.length > 0 ? ready : left;
    placed.push(...next);
    left = left.filter((table) => !next.includes(table));
  }
  return placed;
}
