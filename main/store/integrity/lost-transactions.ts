import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import { PAGE_BYTES } from './database-header.ts';

/**
 * A database's log, `-wal` (https://www.sqlite.org/fileformat2.html#the_write_ahead_log): a header, then frames, each a
 * page with the checksum of all before it. After a crash SQLite takes the first frame whose checksum is wrong for the
 * log's end. Where a bit has turned instead, it passes over every transaction behind, and says nothing.
 */

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const FRAME_BYTES = FRAME_HEADER_BYTES + PAGE_BYTES;

/** The last bit of it tells the order of bytes in which sums are taken. */
const MAGIC = 0x377f_0682;

/**
 * Counts the intact transactions in a log behind the place where SQLite stops reading. Each frame's checksum builds on
 * the frame before, so intact frames behind a broken one can be verified. Such transactions were committed: a write that
 * a crash cut short has no commit frame, and one from an earlier use of the file has other salts. The same holds for a
 * transaction too large for SQLite's memory, which writes over its own frames: until its frames are right, its commit
 * frame has neither valid salts nor a valid checksum.
 *
 * A break in the last frame of the last transaction goes unnoticed, because it looks like a write that was cut short.
 * After a power failure a disk may hold later writes without an earlier one; what was lost by that is counted as well.
 *
 * @param file the database's; nothing may write to it meanwhile
 */
export function countLostTransactions(file: string): number {
  const log = `${file}-wal`;
  if (!existsSync(log)) return 0;
  const descriptor = openSync(log, 'r');
  try {
    return countLost(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function countLost(descriptor: number): number {
  const header = Buffer.alloc(HEADER_BYTES);
  if (readSync(descriptor, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return 0;
  const magic = header.readUInt32BE(0);
  const isHeaderWhole =
    (magic & ~1) === MAGIC && fits(header.subarray(24), sumOf([0, 0], [header.subarray(0, 24)], magic));
  const order = isHeaderWhole ? magic : MAGIC | Number(endianness() === 'BE');
  const frame = Buffer.alloc(FRAME_BYTES);
  let salts = isHeaderWhole ? Buffer.from(header.subarray(16, 24)) : null;
  let isBroken = !isHeaderWhole;
  let sum: Sum = [header.readUInt32BE(24), header.readUInt32BE(28)];
  let lost = 0;
  for (let at = HEADER_BYTES; readSync(descriptor, frame, 0, FRAME_BYTES, at) === FRAME_BYTES; at += FRAME_BYTES) {
    // Without a header that can be believed, the first frame's are as good as any.
    salts ??= Buffer.from(frame.subarray(8, 16));
    const isWhole =
      salts.equals(frame.subarray(8, 16)) &&
      fits(frame.subarray(16), sumOf(sum, [frame.subarray(0, 8), frame.subarray(FRAME_HEADER_BYTES)], order));
    const isCommit = frame.readUInt32BE(4) !== 0;
    if (!isWhole) isBroken = true;
    else if (isBroken && isCommit) lost += 1;
    sum = [frame.readUInt32BE(16), frame.readUInt32BE(20)];
  }
  return lost;
}

type Sum = readonly [number, number];

/** SQLite's checksum over words of 32 bits, going on from `start`. */
function sumOf(start: Sum, parts: readonly Buffer[], magic: number): Sum {
  let [first, second] = start;
  for (const part of parts) {
    const words = new DataView(part.buffer, part.byteOffset, part.byteLength);
    const isLittleEndian = (magic & 1) === 0;
    for (let at = 0; at < part.length; at += 8) {
      first = (first + words.getUint32(at, isLittleEndian) + second) | 0;
      second = (second + words.getUint32(at + 4, isLittleEndian) + first) | 0;
    }
  }
  return [first >>> 0, second >>> 0];
}

/** Whether the checksum that stands here is this one. */
function fits(stored: Buffer, [first, second]: Sum): boolean {
  return stored.readUInt32BE(0) === first && stored.readUInt32BE(4) === second;
}
