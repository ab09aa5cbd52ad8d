import type Database from 'better-sqlite3';
import { quoted, quotedList, type TableShape } from '../schema/database-shape.ts';
import { CHECKSUM, covered, rowChecksum } from '../integrity/row-checksums.ts';

export type Value = null | number | string | Buffer;
export type Row = Readonly<Record<string, Value>>;

export interface SalvagedTable {
  /**
   * Rows that an index, or a row that refers to them, still names, but that cannot be read: as far as the index knows
   * them.
   */
  readonly lost: readonly Row[];
  /** True if its pages are damaged in a way that rows may be missing which nothing names. */
  readonly broken: boolean;
}

/**
 * Reads what can be read of a table in a damaged database: from its beginning up to the damage, from its end back to it,
 * and between them each row by its key, as far as indexes and other tables name it.
 *
 * @param keep is given each row once, whether it is another than its checksum was computed from, and what an index knows
 * of it
 */
export function salvageTable(
  database: Database.Database,
  table: TableShape,
  all: readonly TableShape[],
  keep: (row: Row, altered: boolean, named: Row) => void,
): SalvagedTable {
  const named = namedRows(database, table, all);
  const found = new Set<string>();
  const take = (row: Row) => {
    const id = identityOf(table, row);
    if (found.has(id)) return;
    found.add(id);
    keep(row, isAltered(table, row), named.get(id) ?? {});
  };
  const select = `SELECT ${quotedList([...new Set([...table.key, ...table.columns])])} FROM ${quoted(table.name)}`;
  const by = (direction: string) => table.key.map((column) => `${quoted(column)} ${direction}`).join(', ');
  const whole = readUntilDamage(database, `${select} ORDER BY ${by('ASC')}`, take);
  if (!whole) readUntilDamage(database, `${select} ORDER BY ${by('DESC')}`, take);

  const lost: Row[] = [];
  const where = table.key.map((column) => `${quoted(column)} = ?`).join(' AND ');
  for (const [id, known] of named) {
    if (found.has(id)) continue;
    const key = table.key.map((column) => known[column]);
    readUntilDamage(database, `${select} WHERE ${where}`, take, key);
    if (found.has(id)) continue;
    // An index that has every column has the row.
    if (covered(table).every((column) => column in known)) take(known);
    else lost.push(known);
  }
  // A page that counts too few rows leaves no gap: an index reveals it, or without one SQLite's own check.
  const isMissed = table.indexes.length === 0 && !hasWholeTree(database, table);
  return { lost, broken: !whole || isMissed };
}

function hasWholeTree(database: Database.Database, { name }: TableShape): boolean {
  try {
    const lines = database.pragma(`integrity_check(${quoted(name)})`) as { integrity_check: string }[];
    return !lines.some(({ integrity_check: line }) => /\bpage\b|malformed/i.test(line));
  } catch {
    return false;
  }
}

/** @returns false if damage ended it */
export function readUntilDamage(
  database: Database.Database,
  query: string,
  take: (row: Row) => void,
  parameters: readonly Value[] = [],
): boolean {
  const rows = statementOrNull(database, query)?.iterate(...parameters);
  if (rows === undefined) return false;
  for (;;) {
    let next: IteratorResult<unknown>;
    try {
      next = rows.next();
    } catch {
      // In a database that is known to be damaged, any error of SQLite means that nothing more can be read here.
      return false;
    }
    if (next.done === true) return true;
    take(next.value as Row);
  }
}

function statementOrNull(database: Database.Database, query: string): Database.Statement | null {
  try {
    return database.prepare(query);
  } catch {
    return null;
  }
}

/** As indexes have them, which SQLite reads alone where they have all columns, and as rows that refer to them do. */
function namedRows(database: Database.Database, table: TableShape, all: readonly TableShape[]): Map<string, Row> {
  const rows = new Map<string, Row>();
  const collect = (query: string) =>
    readUntilDamage(database, query, (row) => {
      if (table.key.some((column) => row[column] === null)) return;
      const id = identityOf(table, row);
      rows.set(id, { ...row, ...rows.get(id) });
    });
  for (const { name, columns } of table.indexes) {
    const known = quotedList([...new Set([...table.key, ...columns])]);
    collect(`SELECT ${known} FROM ${quoted(table.name)} INDEXED BY ${quoted(name)}`);
  }
  for (const other of all) {
    for (const { table: to, from, to: columns } of other.references) {
      if (to !== table.name || !table.key.every((column) => columns.includes(column))) continue;
      const key = table.key.map((column) => `${quoted(from[columns.indexOf(column)])} AS ${quoted(column)}`);
      collect(`SELECT DISTINCT ${key.join(', ')} FROM ${quoted(other.name)}`);
    }
  }
  return rows;
}

function isAltered(table: TableShape, row: Row): boolean {
  const checksum = row[CHECKSUM];
  // A row of an older version has none, nor one that only an index still has.
  return (
    checksum !== undefined &&
    rowChecksum(
      table.name,
      covered(table).map((column) => row[column]),
    ) !== checksum
  );
}

function identityOf(table: TableShape, row: Row): string {
  return JSON.stringify(table.key.map((column) => row[column]));
}
