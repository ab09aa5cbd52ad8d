import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { DataError } from '../errors.ts';
import { quote } from '../describe-value.ts';

/**
 * The safetensors format (https://huggingface.co/docs/safetensors): the header's length as u64, a JSON header padded
 * with spaces to a multiple of 8, then the tensors' bytes without gaps, all little-endian. Supports only this program's
 * element types.
 */
export interface SafeTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: TensorValues;
}

export type TensorValues = Float32Array | Float64Array | Int32Array | BigInt64Array;

export interface SafetensorsFile {
  readonly tensors: readonly SafeTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Enough for some 100,000 tensors; the format itself allows 100 MB. */
const HEADER_BYTES_MAX = 2 ** 24;

const ELEMENT_TYPES = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  I64: BigInt64Array,
} as const;
type ElementType = keyof typeof ELEMENT_TYPES;

/**
 * @param metadata strings that readers may use and none requires
 * @throws RangeError if a tensor's shape does not match its values, or a name occurs twice.
 */
export function writeSafetensors(
  tensors: readonly SafeTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  // The format allows no gaps; wide elements come first, so that each tensor is aligned to its element size.
  const ordered = [...tensors].sort((a, b) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT);
  const header = new Map<string, unknown>([['__metadata__', metadata]]);
  let offset = 0;
  for (const tensor of ordered) {
    checkShape(tensor);
    if (header.has(tensor.name)) {
      throw new RangeError(`name: expected each name once, received ${tensor.name} twice`);
    }
    const end = offset + tensor.values.byteLength;
    header.set(tensor.name, { dtype: dtypeOf(tensor.values), shape: tensor.shape, data_offsets: [offset, end] });
    offset = end;
  }

  const headerText = JSON.stringify(Object.fromEntries(header));
  const headerBytes = utf8ToBytes(headerText);
  const headerLength = Math.ceil(headerBytes.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(headerBytes, 8);

  let at = 8 + headerLength;
  for (const { values } of ordered) {
    const place = bytes.subarray(at, at + values.byteLength);
    place.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    swapIfBigEndian(place, values.BYTES_PER_ELEMENT);
    at += values.byteLength;
  }
  return bytes;
}

/**
 * Reads a whole file. Nothing is trusted: no length, offset or shape leads outside the bytes.
 * @throws DataError saying whether the file is truncated or what in it is wrong.
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const dataStart = 8 + headerLengthOf(bytes);
  const { metadata, entries } = readHeader(bytes.subarray(8, dataStart));
  const data = bytes.subarray(dataStart);
  const tensors: SafeTensor[] = [];
  let end = 0;
  for (const [name, { dtype, shape, data_offsets: offsets }] of entries) {
    const elements = ELEMENT_TYPES[dtype];
    const size = shape.reduce((product, extent) => product * extent, 1);
    const [first, last] = offsets;
    if (first !== end || last - first !== size * elements.BYTES_PER_ELEMENT) {
      throw damaged(
        `the range of ${quote(name)} does not fit ${dtype} [${shape.join(', ')}] after the previous tensor`,
      );
    }
    if (last > data.byteLength) throw cutShort(dataStart + last, bytes.length);
    // A copy, at whose start every element is aligned to its size.
    const own = swapIfBigEndian(new Uint8Array(data.subarray(first, last)), elements.BYTES_PER_ELEMENT);
    tensors.push({ name, shape, values: new elements(own.buffer) });
    end = last;
  }
  if (end !== data.byteLength) throw damaged(`${data.byteLength - end} bytes follow the last tensor`);
  return { tensors, metadata };
}

const headerEntry = z.object({
  dtype: z.enum(Object.keys(ELEMENT_TYPES) as [ElementType]),
  shape: z.array(z.int().min(0)).max(8),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const metadataEntry = z.record(z.string(), z.string());
type HeaderEntry = z.infer<typeof headerEntry>;

function headerLengthOf(bytes: Uint8Array): number {
  if (bytes.length < 8) throw cutShort(8, bytes.length);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > HEADER_BYTES_MAX) throw damaged(`a header of ${length} bytes, at most ${HEADER_BYTES_MAX} are allowed`);
  if (8 + Number(length) > bytes.length) throw cutShort(8 + Number(length), bytes.length);
  return Number(length);
}

/** Entries in the order of their bytes. */
function readHeader(bytes: Uint8Array): { metadata: Record<string, string>; entries: [string, HeaderEntry][] } {
  let json: unknown;
  try {
    json = JSON.parse(decodeURIComponent(bytesToHex(bytes).replace(/../g, '%$&')));
  } catch {
    throw damaged('its header is not valid JSON');
  }
  if (typeof json !== 'object' || json === null) throw damaged('its header is not an object');
  const { metadata = {}, entries } = partsOf(json);
  return { metadata, entries: entries.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0]) };
}

function partsOf(json: object): { metadata?: Record<string, string>; entries: [string, HeaderEntry][] } {
  const entries: [string, HeaderEntry][] = [];
  let metadata: Record<string, string> | undefined;
  for (const [name, value] of Object.entries(json)) {
    if (name === '__metadata__') metadata = read(metadataEntry, name, value);
    else entries.push([name, read(headerEntry, name, value)]);
  }
  return { metadata, entries };
}

function read<Entry>(schema: z.ZodType<Entry>, name: string, value: unknown): Entry {
  const entry = schema.safeParse(value);
  if (!entry.success) throw damaged(`the header’s entry for ${quote(name)} is not one that this program can read`);
  return entry.data;
}

function cutShort(expected: number, received: number): DataError {
  return new DataError(`The safetensors file is truncated: expected at least ${expected} bytes, received ${received}.`);
}

function damaged(what: string): DataError {
  return new DataError(`The safetensors file is damaged: ${what}.`);
}

function checkShape({ name, shape, values }: SafeTensor): void {
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (size !== values.length) {
    throw new RangeError(`${name}: expected ${size} values for shape [${shape.join(', ')}], received ${values.length}`);
  }
}

function dtypeOf(values: TensorValues): ElementType {
  if (values instanceof Float32Array) return 'F32';
  if (values instanceof Float64Array) return 'F64';
  return values instanceof Int32Array ? 'I32' : 'I64';
}

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Reverses each element's bytes in place if this machine's byte order is not the format's. */
function swapIfBigEndian(bytes: Uint8Array<ArrayBuffer>, elementBytes: number): Uint8Array<ArrayBuffer> {
  if (littleEndian) return bytes;
  for (let at = 0; at < bytes.length; at += elementBytes) bytes.subarray(at, at + elementBytes).reverse();
  return bytes;
}
