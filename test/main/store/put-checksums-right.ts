import type Database from 'better-sqlite3';
import { quoted, tablesOf } from '#main/store/database-shape.ts';
import { CHECKSUM, fillRowChecksums, registerRowChecksum } from '#main/store/integrity/row-checksums.ts';

/** As somebody would who alters a database, and knows how the checksums of its rows are made. */
export function putChecksumsRight(database: Database.Database): void {
  registerRowChecksum(database);
  for (const { name, columns } of tablesOf(database)) {
    if (columns.includes(CHECKSUM)) database.exec(`UPDATE ${quoted(name)} SET ${CHECKSUM} = NULL`);
  }
  fillRowChecksums(database);
}
