import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { maskedCrc32c } from './crc32c.ts';

/**
 * TensorBoard's event files: TFRecords (length, masked CRC-32C of it, data, masked CRC-32C of that) of `Event` messages.
 * Written as its SummaryWriter does with scalars (simple_value), and read as its EventFileReader does, both checksums
 * checked. The fields: Event {wall_time 1, step 2, file_version 3, summary 5}, Summary {value 1}, Value {tag 1,
 * simple_value 2}.
 */

export interface EventScalars {
  readonly steps: number[];
  readonly values: number[];
}

const BUFFER_BYTES = 1 << 20;

/** One scalar an event, at steps 1, 2, …, after the event that names the version. */
export function writeEventFile(file: string, tag: string, values: Float32Array): void {
  const descriptor = openSync(file, 'w');
  const buffer = Buffer.alloc(BUFFER_BYTES);
  let used = writeRecord(buffer, 0, versionEvent());
  const name = Buffer.from(tag);
  const event = Buffer.alloc(64 + name.length);
  for (const [index, value] of values.entries()) {
    const length = writeScalarEvent(event, 1_700_000_000 + index * 0.001, index + 1, name, value);
    if (used + length + 16 > BUFFER_BYTES) {
      writeSync(descriptor, buffer, 0, used);
      used = 0;
    }
    used = writeRecord(buffer, used, event.subarray(0, length));
  }
  writeSync(descriptor, buffer, 0, used);
  closeSync(descriptor);
}

/** All scalars of a file by tag. @throws Error on a record whose checksum is another one. */
export function readEventFile(file: string): Map<string, EventScalars> {
  const bytes = readFileSync(file);
  const found = new Map<string, EventScalars>();
  let at = 0;
  while (at + 12 <= bytes.length) {
    const length = Number(bytes.readBigUInt64LE(at));
    if (maskedCrc32c(bytes, at, at + 8) !== bytes.readUInt32LE(at + 8)) throw new Error(`${file}: bad length at ${at}`);
    const start = at + 12;
    const end = start + length;
    if (maskedCrc32c(bytes, start, end) !== bytes.readUInt32LE(end)) throw new Error(`${file}: bad data at ${start}`);
    readEvent(bytes, start, end, found);
    at = end + 4;
  }
  return found;
}

function writeRecord(into: Buffer, at: number, data: Uint8Array): number {
  into.writeBigUInt64LE(BigInt(data.length), at);
  into.writeUInt32LE(maskedCrc32c(into, at, at + 8), at + 8);
  into.set(data, at + 12);
  const end = at + 12 + data.length;
  into.writeUInt32LE(maskedCrc32c(into, at + 12, end), end);
  return end + 4;
}

function versionEvent(): Buffer {
  const version = Buffer.from('brain.Event:2');
  const event = Buffer.alloc(11 + version.length);
  event[0] = 0x09;
  event.writeDoubleLE(1_700_000_000, 1);
  event[9] = 0x1a;
  event[10] = version.length;
  version.copy(event, 11);
  return event;
}

/** @returns how many bytes the event takes. */
function writeScalarEvent(into: Buffer, wallTime: number, step: number, tag: Buffer, value: number): number {
  into[0] = 0x09;
  into.writeDoubleLE(wallTime, 1);
  into[9] = 0x10;
  let at = 10;
  for (let rest = step; ; rest = Math.floor(rest / 128)) {
    into[at++] = rest < 128 ? rest : (rest % 128) | 0x80;
    if (rest < 128) break;
  }
  const valueBytes = 2 + tag.length + 5;
  into[at++] = 0x2a;
  into[at++] = 2 + valueBytes;
  into[at++] = 0x0a;
  into[at++] = valueBytes;
  into[at++] = 0x0a;
  into[at++] = tag.length;
  at += tag.copy(into, at);
  into[at++] = 0x15;
  return into.writeFloatLE(value, at);
}

function readEvent(bytes: Buffer, start: number, end: number, into: Map<string, EventScalars>): void {
  const fields = new Fields(bytes, start, end);
  let step = 0;
  let summary: [number, number] | null = null;
  while (fields.next()) {
    if (fields.number === 2) step = fields.value;
    else if (fields.number === 5) summary = [fields.start, fields.end];
  }
  if (summary === null) return;
  const values = new Fields(bytes, ...summary);
  while (values.next()) {
    if (values.number !== 1) continue;
    const value = new Fields(bytes, values.start, values.end);
    let tag = '';
    let scalar = Number.NaN;
    while (value.next()) {
      if (value.number === 1) tag = bytes.toString('latin1', value.start, value.end);
      else if (value.number === 2) scalar = bytes.readFloatLE(value.start);
    }
    let scalars = into.get(tag);
    if (scalars === undefined) into.set(tag, (scalars = { steps: [], values: [] }));
    scalars.steps.push(step);
    scalars.values.push(scalar);
  }
}

/** The fields of one protocol buffer message, in order. */
class Fields {
  number = 0;
  /** Of a varint. */
  value = 0;
  /** Where the bytes of any other field lie. */
  start = 0;
  end = 0;
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  next(): boolean {
    if (this.#at >= this.#end) return false;
    const key = this.#varint();
    this.number = key >>> 3;
    const wire = key & 7;
    if (wire === 0) {
      this.value = this.#varint();
      return true;
    }
    const length = wire === 1 ? 8 : wire === 5 ? 4 : this.#varint();
    this.start = this.#at;
    this.end = this.#at += length;
    return true;
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at++];
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }
}
