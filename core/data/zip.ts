import { inflateSync } from 'fflate';
import { DataError } from '../errors.ts';
import { quote } from '../describe-value.ts';
import { crc32 } from './crc32.ts';

/**
 * ZIP archives as NumPy writes them: entries stored or deflated, located through the central directory. (PKWARE's
 * APPNOTE.TXT; no ZIP64, so at most 4 GB, and no encryption.) Entries are checked against their CRC-32, and unpacking
 * stops at the size that the directory declares.
 */
export class ZipArchive {
  readonly names: readonly string[];
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #fileName: string;
  readonly #entries = new Map<string, Entry>();

  /** @throws DataError if the bytes are not a complete ZIP archive. */
  constructor(bytes: Uint8Array, fileName: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#fileName = fileName;
    this.#readDirectory();
    this.names = [...this.#entries.keys()];
  }

  /**
   * @param sizeMax The most bytes that the unpacked entry may have.
   * @throws DataError if the entry is missing, larger or damaged.
   */
  read(name: string, sizeMax: number): Uint8Array {
    const entry = this.#entries.get(name);
    if (entry === undefined) {
      throw this.#fault(
        `the entry ${quote(name)}`,
        `an archive with ${this.names.map(quote).join(', ') || 'no entries'}`,
      );
    }
    const place = `the entry ${quote(name)}`;
    if (entry.size > sizeMax) throw this.#fault(`${place} to have at most ${sizeMax} bytes`, `${entry.size} bytes`);
    const unpacked = this.#unpack(entry, place);
    if (unpacked.length !== entry.size) {
      throw this.#fault(`${place} to have ${entry.size} bytes`, `${unpacked.length} bytes`);
    }
    const checksum = crc32(unpacked);
    if (checksum !== entry.crc) throw this.#fault(`${place} to have CRC-32 ${hex(entry.crc)}`, hex(checksum));
    return unpacked;
  }

  #unpack(entry: Entry, place: string): Uint8Array {
    const packed = this.#packed(entry, place);
    if (entry.method === STORED) return packed;
    if (entry.method !== DEFLATED) {
      throw this.#fault(`${place} stored or deflated`, `compression method ${entry.method}`);
    }
    if (entry.size > packed.length * DEFLATE_RATIO_MAX) {
      const received = `${packed.length} packed bytes that are said to hold ${entry.size}`;
      throw this.#fault(`${place} to be deflated data`, received);
    }
    try {
      return inflateSync(packed, { out: new Uint8Array(entry.size) });
    } catch (thrown) {
      throw this.#fault(`${place} to be deflated data`, thrown instanceof Error ? thrown.message : String(thrown));
    }
  }

  #packed({ offset, packedSize }: Entry, place: string): Uint8Array {
    const local = this.#header(offset, LOCAL_SIGNATURE, LOCAL_LENGTH, `the local header of ${place}`);
    const start = offset + LOCAL_LENGTH + local.getUint16(26, true) + local.getUint16(28, true);
    if (start + packedSize > this.#bytes.length) {
      throw this.#fault(`${place} to end within the file`, `a file of ${this.#bytes.length} bytes`);
    }
    return this.#bytes.subarray(start, start + packedSize);
  }

  #readDirectory(): void {
    const end = this.#endOfDirectory();
    const count = end.getUint16(10, true);
    let offset = end.getUint32(16, true);
    if (count === 0xffff || offset === 0xffffffff) throw this.#fault('an archive of less than 4 GB', 'a ZIP64 archive');
    for (let index = 0; index < count; index++) {
      const header = this.#header(offset, CENTRAL_SIGNATURE, CENTRAL_LENGTH, `entry ${index} of the directory`);
      const nameLength = header.getUint16(28, true);
      const next = offset + CENTRAL_LENGTH + nameLength + header.getUint16(30, true) + header.getUint16(32, true);
      if (next > this.#bytes.length) throw this.#fault('a whole directory', 'one that is cut short');
      const name = latin1(this.#bytes.subarray(offset + CENTRAL_LENGTH, offset + CENTRAL_LENGTH + nameLength));
      this.#entries.set(name, {
        method: header.getUint16(10, true),
        crc: header.getUint32(16, true),
        packedSize: header.getUint32(20, true),
        size: header.getUint32(24, true),
        offset: header.getUint32(42, true),
      });
      offset = next;
    }
  }

  /** It is the last record of the file, except for a comment of up to 65,535 bytes. */
  #endOfDirectory(): DataView {
    const first = Math.max(0, this.#bytes.length - END_LENGTH - 0xffff);
    for (let offset = this.#bytes.length - END_LENGTH; offset >= first; offset--) {
      if (this.#view.getUint32(offset, true) === END_SIGNATURE) {
        return this.#header(offset, END_SIGNATURE, END_LENGTH, 'the end of the directory');
      }
    }
    throw this.#fault('a ZIP archive, with its directory at the end', `${this.#bytes.length} bytes without one`);
  }

  #header(offset: number, signature: number, length: number, what: string): DataView {
    if (offset + length > this.#bytes.length || this.#view.getUint32(offset, true) !== signature) {
      throw this.#fault(`${what} at byte ${offset}`, 'something else');
    }
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + offset, length);
  }

  #fault(expected: string, received: string): DataError {
    return new DataError(`${this.#fileName}: expected ${expected}, received ${received}.`);
  }
}

interface Entry {
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

const STORED = 0;
const DEFLATED = 8;

/** Deflate packs at best 258 bytes into 2 bits. No memory is reserved for a larger promise. */
const DEFLATE_RATIO_MAX = 258 * 4;

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_LENGTH = 30;
const CENTRAL_SIGNATURE = 0x02014b50;
const CENTRAL_LENGTH = 46;
const END_SIGNATURE = 0x06054b50;
const END_LENGTH = 22;

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 1_000));
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}
