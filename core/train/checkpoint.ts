import { z } from 'zod';
import { crc32 } from '../data/crc32.ts';
import { quote } from '../describe-value.ts';
import { DEVICE_NAMES, type DeviceName } from '../device/device.ts';
import { DataError, LabError } from '../errors.ts';
import { readSafetensors, writeSafetensors, type SafeTensor } from '../tensor/safetensors.ts';

/**
 * Everything that changes during a run. From a checkpoint a run continues bit for bit as if it had never been interrupted.
 * Random streams and the order of examples are functions of (seed, purpose, path, step), so `step` gives the position of
 * all of them.
 */
export interface Checkpoint {
  /** Updates made. */
  readonly step: number;
  /** Whether the test set has been evaluated at this step. */
  readonly evaluated: boolean;
  /** Where the run began: 0, or the step at which it branched off another run. */
  readonly firstStep: number;
  /** The step at which the optimizer's moments were 0: step 0, or where a branch started without them. */
  readonly momentsFrom: number;
  /** Of the run that wrote it; see `spec/hash.ts`. */
  readonly specHash: string;
  readonly seed: number;
  readonly device: DeviceName;
  /** Parameters, moments and statistics, named after the plan's buffers, in the device's own precision. */
  readonly tensors: readonly CheckpointTensor[];
  /** State of each follower of the run's events, by name, as JSON. Each follower validates its own. */
  readonly followers: Readonly<Record<string, unknown>>;
}

export interface CheckpointTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Float64Array on the reference, Float32Array elsewhere. */
  readonly values: Float32Array | Float64Array;
}

/** The largest checkpoint that a database stores (SQLite limits a value to 10⁹ bytes). */
export const CHECKPOINT_BYTES_MAX = 900_000_000;
/** The share of it that is available to values. */
export const CHECKPOINT_VALUE_BYTES_MAX = CHECKPOINT_BYTES_MAX - 20_000_000;

const FORMAT = 'BatchNorm Lab checkpoint';
const VERSION = '1';
/** The file's last tensor: the CRC-32 of all bytes before it. */
const CHECKSUM = 'crc32';
const CHECKSUM_BYTES = 4;

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not valid JSON');
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
 * Writes a checkpoint as a safetensors file that ends with a checksum.
 * @throws LabError (UNSUPPORTED) if it would be too large to store.
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

/** @throws DataError if the bytes are truncated or altered, or are not a checkpoint of this program. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = read(bytes);
  const checksum = tensors.find(({ name }) => name === CHECKSUM)?.values[0];
  if (typeof checksum !== 'number' || checksum >>> 0 !== checksumOf(bytes)) {
    throw unusable('Its bytes have changed since it was written.');
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
  return new DataError(`The checkpoint cannot be used. ${why} Resume from an earlier checkpoint, or restart the run.`);
}

function tooLarge(size: number): LabError {
  return new LabError(
    'UNSUPPORTED',
    `A checkpoint of this network takes ${Math.ceil(size / 1e6)} MB, more than the ${CHECKPOINT_VALUE_BYTES_MAX / 1e6} MB that can ` +
      'be stored. Such a run can be cancelled, but not paused.',
  );
}
