import { z } from 'zod';
import { crc32 } from '../data/crc32.ts';
import { quote } from '../describe-value.ts';
import { DEVICE_NAMES, type DeviceName } from '../device/device.ts';
import { DataError, LabError } from '../errors.ts';
import { readSafetensors, writeSafetensors, type SafeTensor } from '../tensor/safetensors.ts';

/**
 * Everything that changes as a run goes on: with it, a run continues bit for bit as if it had never been interrupted.
 * Streams of random numbers and the order of examples are named by (seed, purpose, path, step), so `step` is the
 * position of all of them.
 */
export interface Checkpoint {
  /** Updates made. */
  readonly step: number;
  /** Whether the test set has been evaluated at this step. */
  readonly evaluated: boolean;
  /** Where the run began: 0, or the step at which it branched off another one. */
  readonly firstStep: number;
  /** The step at which the optimizer's moments were zeros: 0, or where a branch could not take them over. */
  readonly momentsFrom: number;
  /** Of the run that made it; see `spec/hash.ts`. */
  readonly specHash: string;
  readonly seed: number;
  readonly device: DeviceName;
  /** Parameters, moments and statistics, by the names of the plan's buffers and exactly as the device has them. */
  readonly tensors: readonly CheckpointTensor[];
  /** State of those that follow the run's events, by their names; JSON. Each checks its own. */
  readonly followers: Readonly<Record<string, unknown>>;
}

export interface CheckpointTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Float64Array on the reference, Float32Array elsewhere. */
  readonly values: Float32Array | Float64Array;
}

/** What a database keeps of one checkpoint at most (SQLite's bound on a value is 10⁹ bytes). */
export const CHECKPOINT_BYTES_MAX = 900_000_000;
/** Of that, what is for the values. */
export const CHECKPOINT_VALUE_BYTES_MAX = CHECKPOINT_BYTES_MAX - 20_000_000;

const FORMAT = 'BatchNorm Lab checkpoint';
const VERSION = '1';
/** Last in the file: the CRC-32 of all bytes before it. */
const CHECKSUM = 'crc32';
const CHECKSUM_BYTES = 4;

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('no JSON');
    return z.NEVER;
  }
});
const step = z.coerce.number().pipe(z.int().min(0));

const metadataSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  step,
  evaluated: z.enum(['true', 'false']).transform((text) => text === 'true'),
  firstStep: step,
  momentsFrom: step,
  specHash: z.string(),
  seed: step,
  device: z.enum(DEVICE_NAMES),
  followers: json.pipe(z.record(z.string(), z.unknown())),
});

/**
 * As a safetensors file that ends with a checksum.
 * @throws LabError (UNSUPPORTED) if it would be larger than can be kept.
 */
export function encodeCheckpoint({ tensors, followers, ...scalars }: Checkpoint): Uint8Array<ArrayBuffer> {
  const size = tensors.reduce((bytes, { values }) => bytes + values.byteLength, 0);
  if (size > CHECKPOINT_VALUE_BYTES_MAX) throw tooLarge(size);
  const texts = Object.entries(scalars).map(([key, value]) => [key, String(value)] as const);
  const metadata = {
    format: FORMAT,
    version: VERSION,
    ...Object.fromEntries(texts),
    followers: JSON.stringify(followers),
  };
  const bytes = writeSafetensors([...tensors, { name: CHECKSUM, shape: [], values: new Int32Array(1) }], metadata);
  new DataView(bytes.buffer).setUint32(bytes.length - CHECKSUM_BYTES, checksumOf(bytes), true);
  return bytes;
}

/** @throws DataError saying what is wrong with the bytes: cut short, altered, or no checkpoint of this program. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = read(bytes);
  const checksum = tensors.find(({ name }) => name === CHECKSUM)?.values[0];
  if (typeof checksum !== 'number' || checksum >>> 0 !== checksumOf(bytes)) {
    throw unusable('Its bytes are not those that were written.');
  }
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success) throw unusable('It was not written by this version of BatchNorm Lab.');
  const { format: _format, version: _version, ...state } = parsed.data;
  return { ...state, tensors: tensors.filter(({ name }) => name !== CHECKSUM).map(floats) };
}

function read(bytes: Uint8Array): ReturnType<typeof readSafetensors> {
  try {
    return readSafetensors(bytes);
  } catch (thrown) {
    if (thrown instanceof DataError) throw unusable(thrown.message);
    throw thrown;
  }
}

function floats({ name, shape, values }: SafeTensor): CheckpointTensor {
  if (values instanceof Float32Array || values instanceof Float64Array) return { name, shape, values };
  throw unusable(`Its tensor ${quote(name)} holds integers.`);
}

function checksumOf(bytes: Uint8Array): number {
  return crc32(bytes.subarray(0, bytes.length - CHECKSUM_BYTES));
}

function unusable(why: string): DataError {
  return new DataError(`The checkpoint cannot be used. ${why} Go on from an earlier one, or start the run anew.`);
}

function tooLarge(size: number): LabError {
  return new LabError(
    'UNSUPPORTED',
    `A checkpoint of this network has ${Math.ceil(size / 1e6)} MB, more than the ${CHECKPOINT_VALUE_BYTES_MAX / 1e6} MB that can ` +
      'be kept. Such a run can be cancelled, but not paused.',
  );
}
