/**
 * The checksum of ZIP files: CRC-32 of ISO 3309, polynomial 0xedb88320 (reflected). Processes eight bytes per iteration
 * ("slicing by 8", Kounavis & Berry 2005), because checkpoints have tens of megabytes.
 */
export function crc32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length - (bytes.length % 8);
  let crc = 0xffffffff;
  for (let at = 0; at < whole; at += 8) {
    const low = crc ^ view.getUint32(at, true);
    const high = view.getUint32(at + 4, true);
    crc =
      TABLES[7][low & 0xff] ^
      TABLES[6][(low >>> 8) & 0xff] ^
      TABLES[5][(low >>> 16) & 0xff] ^
      TABLES[4][low >>> 24] ^
      TABLES[3][high & 0xff] ^
      TABLES[2][(high >>> 8) & 0xff] ^
      TABLES[1][(high >>> 16) & 0xff] ^
      TABLES[0][high >>> 24];
  }
  for (let at = whole; at < bytes.length; at += 1) crc = TABLES[0][(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** TABLES[k][b]: the remainder of byte b followed by k zero bytes. */
const TABLES = remainders();

function remainders(): readonly Uint32Array[] {
  const first = Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
    return remainder;
  });
  const tables = [first];
  for (let zeros = 1; zeros < 8; zeros += 1) {
    tables.push(tables[zeros - 1].map((remainder) => first[remainder & 0xff] ^ (remainder >>> 8)));
  }
  return tables;
}
