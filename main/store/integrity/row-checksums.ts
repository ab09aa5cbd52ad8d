import { crc32 } from 'node:zlib';
import type Database from 'better-sqlite3';
import type { StoreProgress } from '../store-progress.ts';
import { quoted, quotedList, tablesOf, type TableShape } from '../schema/database-shape.ts';

/**
 * A checksum beside every row, since SQLite keeps none: a bit that turns in a value on the disk would otherwise be read
 * as if it had been written so. The owner's connection keeps them by triggers of its own (TEMP: they are not part of the
 * file), so no query has to know of them. Every row has one: a row without is one of which a bit turned.
 */

export const CHECKSUM = 'checksum';

type Value = null | number | bigint | string | Buffer;

/** CRC-32 over the table's name and the row's values: enough against decay, and nothing against intent. */
export function rowChecksum(table: string, values: readonly Value[]): number {
  const blobs: Buffer[] = [];
  const scalars = values.map((value) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (!Buffer.isBuffer(value)) return value;
    blobs.push(value);
    return { bytes: value.length };
  });
  return blobs.reduce((sum, blob) => crc32(blob, sum), crc32(JSON.stringify([table, ...scalars])));
}

/**
 * A row with its checksum, for what is large or written often: without one, a trigger writes the row a second time.
 *
 * @param row all columns, in the order of the table
 */
export function checksummed<Row extends Record<string, Value>>(table: string, row: Row): Row & { checksum: number } {
  return { ...row, checksum: rowChecksum(table, Object.values(row)) };
}

/** Teaches a connection the function that the triggers and checks call. */
function registerRowChecksum(database: Database.Database, onRow: () => void = () => {}): void {
  database.function('rowChecksum', { varargs: true, deterministic: true }, (table: unknown, ...values: unknown[]) => {
    onRow();
    return rowChecksum(String(table), values as Value[]);
  });
}

/** From now on, every row that this connection writes has its checksum: its own (`checksummed`), or a trigger's. */
export function keepRowChecksums(database: Database.Database): void {
  registerRowChecksum(database);
  for (const table of checkedTables(database)) {
    const { name } = table;
    const row = table.key.map((column) => `${quoted(column)} = NEW.${quoted(column)}`).join(' AND ');
    // Inside a trigger, SQLite takes no schema before a table's name.
    const set = `UPDATE ${quoted(name)} SET ${CHECKSUM} = ${checksumOf(table, 'NEW.')} WHERE ${row};`;
    // Not OF the checksum itself: that would go round in circles.
    database.exec(`
      CREATE TEMP TRIGGER ${quoted(`${name}Inserted`)}
        AFTER INSERT ON main.${quoted(name)} WHEN NEW.${CHECKSUM} IS NULL BEGIN ${set} END;
      CREATE TEMP TRIGGER ${quoted(`${name}Updated`)}
        AFTER UPDATE OF ${quotedList(covered(table))} ON main.${quoted(name)}
        WHEN NEW.${CHECKSUM} IS OLD.${CHECKSUM} BEGIN ${set} END;`);
  }
}

/** Computes the checksums of all rows, where they were written without a trigger or their table has another form now. */
export function renewRowChecksums(database: Database.Database): void {
  registerRowChecksum(database);
  database.transaction(() => {
    for (const table of checkedTables(database)) {
      database.exec(`UPDATE ${quoted(table.name)} SET ${CHECKSUM} = ${checksumOf(table, '')}`);
    }
  })();
}

/** @returns by table, how many rows are not as they were written */
export function countAlteredRows(
  database: Database.Database,
  onProgress: StoreProgress = () => {},
): Map<string, number> {
  const tables = checkedTables(database);
  const total = tables.reduce((sum, { name }) => sum + countRows(database, name), 0);
  const perHundredth = Math.ceil(total / 100);
  let rows = 0;
  registerRowChecksum(database, () => {
    rows += 1;
    if (rows % perHundredth === 0 && rows <= total) onProgress(rows / total);
  });
  const counts = new Map<string, number>();
  for (const table of tables) {
    const { name } = table;
    const count = database
      .prepare(`SELECT count(*) FROM ${quoted(name)} WHERE ${CHECKSUM} IS NOT ${checksumOf(table, '')}`)
      .pluck()
      .get() as number;
    if (count > 0) counts.set(name, count);
  }
  onProgress(1);
  return counts;
}

function countRows(database: Database.Database, table: string): number {
  return database
    .prepare(`SELECT count(*) FROM ${quoted(table)}`)
    .pluck()
    .get() as number;
}

/** The columns that the checksum covers: all others, in the order of the table. */
export function covered({ columns }: TableShape): string[] {
  return columns.filter((column) => column !== CHECKSUM);
}

function checkedTables(database: Database.Database): TableShape[] {
  return tablesOf(database).filter(({ columns }) => columns.includes(CHECKSUM));
}

function checksumOf(table: TableShape, prefix: string): string {
  const values = covered(table).map((column) => `${prefix}${quoted(column)}`);
  return `rowChecksum('${table.name.replaceAll("'", "''")}', ${values.join(', ')})`;
}
