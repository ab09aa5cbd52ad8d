import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { HEADER_BYTES, PAGE_BYTES, repairedHeader } from '../integrity/database-header.ts';
import { APPLICATION_ID } from '../schema/schema-upgrade.ts';

/**
 * Writes into a copy of a database the header that any database of ours has, so that a damaged one does not keep SQLite
 * from the pages behind it. The list of free pages is let go, since only a copy that is read from is repaired so.
 */
export function repairHeader(copy: string): void {
  const descriptor = openSync(copy, 'r+');
  try {
    const { size } = fstatSync(descriptor);
    if (size < PAGE_BYTES) return;
    const found = Buffer.alloc(HEADER_BYTES);
    readSync(descriptor, found, 0, HEADER_BYTES, 0);
    const header = repairedHeader(found);
    header.writeUInt32BE(Math.floor(size / PAGE_BYTES), 28);
    // The first free page, and how many there are.
    header.fill(0, 32, 40);
    header.writeUInt32BE(APPLICATION_ID, 68);
    // The size in pages counts only where these two agree.
    header.copy(header, 92, 24, 28);
    writeSync(descriptor, header, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(descriptor);
  }
}
