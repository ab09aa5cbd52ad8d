import { crc32 } from '#core/data/crc32.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Of a chunk: its length and type before its data, its checksum after it. */
const BEFORE = 8;
const AFTER = 4;

/** A PNG of red, green and blue bytes around its packed data. */
export function pngOf(width: number, height: number, packed: Uint8Array): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 2, 0, 0, 0], 8);
  return Uint8Array.from([
    ...SIGNATURE,
    ...chunk('IHDR', header),
    ...chunk('IDAT', packed),
    ...chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): number[] {
  const bytes = new Uint8Array(BEFORE + data.length + AFTER);
  new DataView(bytes.buffer).setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, BEFORE);
  return [...withChecksum(bytes)];
}

/** A copy of a PNG with the checksum of each chunk that lies within it, whatever it had before. */
export function withRightChecksums(png: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(png);
  const view = new DataView(bytes.buffer);
  let at = SIGNATURE.length;
  while (at + BEFORE + AFTER <= bytes.length) {
    const end = at + BEFORE + view.getUint32(at) + AFTER;
    if (end > bytes.length) break;
    withChecksum(bytes.subarray(at, end));
    at = end;
  }
  return bytes;
}

/** The chunk itself, with its checksum put right: of its type and its data. */
function withChecksum(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - AFTER;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(end, crc32(bytes.subarray(4, end)));
  return bytes;
}
