import { inflateSync } from 'fflate';
import { crc32 } from '#core/data/crc32.ts';

const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const CENTRAL_LENGTH = 46;
const END_LENGTH = 22;
/** Larger entries are left as they are: what they would hold is not worth the time. */
const UNPACKED_BYTES_MAX = 65_536;

/** A copy of a ZIP file whose directory has the checksum of each entry that can be unpacked, whatever it had before. */
export function withRightChecksums(zip: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(zip);
  const view = new DataView(bytes.buffer);
  const end = bytes.length - END_LENGTH;
  if (end < 0 || view.getUint32(end, true) !== END) return bytes;
  let at = view.getUint32(end + 16, true);
  while (at + CENTRAL_LENGTH <= end && view.getUint32(at, true) === CENTRAL) {
    const content = unpacked(bytes, view, at);
    if (content !== undefined) view.setUint32(at + 16, crc32(content), true);
    at +=
      CENTRAL_LENGTH + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return bytes;
}

function unpacked(bytes: Uint8Array, view: DataView, central: number): Uint8Array | undefined {
  const size = view.getUint32(central + 24, true);
  const local = view.getUint32(central + 42, true);
  if (local + 30 > bytes.length || size > UNPACKED_BYTES_MAX) return undefined;
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const packed = bytes.subarray(start, start + view.getUint32(central + 20, true));
  if (view.getUint16(central + 10, true) === 0) return packed;
  try {
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch {
    return undefined;
  }
}
