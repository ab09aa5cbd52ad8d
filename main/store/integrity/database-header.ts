/**
 * The first bytes of a database file, https://www.sqlite.org/fileformat.html#the_database_header, as every database of
 * ours has them. SQLite takes some other values for a wish of whoever wrote them: a turned bit makes it refuse to write.
 */

export const HEADER_BYTES = 100;

/** SQLite's own. */
export const PAGE_BYTES = 4_096;

/** Where what stands. Versions of the format for writing and reading: 2 is WAL, and 1 a copy that never was in it. */
const CONSTANTS: readonly { readonly at: number; readonly any: readonly (readonly number[])[] }[] = [
  { at: 0, any: [[...Buffer.from('SQLite format 3\0', 'latin1')]] },
  { at: 16, any: [[PAGE_BYTES >> 8, PAGE_BYTES & 0xff]] },
  {
    at: 18,
    any: [
      [2, 2],
      [1, 1],
    ],
  },
  // No bytes reserved at the end of pages; shares that are fixed.
  { at: 20, any: [[0, 64, 32, 32]] },
  // The newest format of schemas; 0 while the first table is in the log only.
  {
    at: 44,
    any: [
      [0, 0, 0, 4],
      [0, 0, 0, 0],
    ],
  },
  // No automatic vacuum.
  { at: 52, any: [[0, 0, 0, 0]] },
  // UTF-8; 0 as above.
  {
    at: 56,
    any: [
      [0, 0, 0, 1],
      [0, 0, 0, 0],
    ],
  },
  { at: 64, any: [[0, 0, 0, 0]] },
  { at: 72, any: [new Array<number>(20).fill(0)] },
];

export function isHeaderTurned(header: Buffer): boolean {
  return CONSTANTS.some(
    ({ at, any }) => !any.some((bytes) => bytes.every((byte, index) => header[at + index] === byte)),
  );
}

/** @returns a header with all that is known put right */
export function repairedHeader(header: Buffer): Buffer {
  const repaired = Buffer.from(header);
  for (const { at, any } of CONSTANTS) repaired.set(any[0], at);
  return repaired;
}
