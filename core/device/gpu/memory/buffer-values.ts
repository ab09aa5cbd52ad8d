import { assert } from '../../../assert.ts';
import { DeviceError } from '../../../errors.ts';
import type { BufferId, BufferInfo, Plan } from '../../../plan/plan.ts';
import type { BufferValues } from '../../device.ts';
import { rowWords } from './memory-map.ts';

/**
 * Values as they lie on the device. Kernels of gpu.js know only floats, so integers are floats there, which hold them
 * exactly up to 2²⁴, unless they are `integerWords`; bytes stand four to a word, each row from a word's beginning.
 */

const INTEGER_MAX = 2 ** 24;

/** Integers of 32 bits that stay integers, because only hand-written kernels read them: what dropout hashes. */
export function integerWords(plan: Plan): ReadonlySet<BufferId> {
  const ops = Object.values(plan.phases).flatMap(({ ops }) => ops);
  return new Set(ops.flatMap((op) => (op.kind === 'dropout' ? [op.keys, op.stepNumbers] : [])));
}

/** @throws DeviceError (UNSUPPORTED) for integers that are too large. */
export function toDevice(
  info: BufferInfo,
  values: BufferValues,
  words: ReadonlySet<BufferId>,
): Float32Array | Int32Array | Uint8Array {
  switch (info.elementType) {
    case 'float':
      return values instanceof Float32Array ? values : Float32Array.from(values);
    case 'int':
      if (words.has(info.id)) return Int32Array.from(values);
      checkIntegers(info, values);
      return Float32Array.from(values);
    case 'byte':
      return packRows(info, values);
    default:
      return info.elementType satisfies never;
  }
}

/** @returns Float32Array, Int32Array or Uint8Array, by the buffer's element type. */
export function fromDevice(info: BufferInfo, bytes: ArrayBuffer, words: ReadonlySet<BufferId>): BufferValues {
  switch (info.elementType) {
    case 'float':
      return new Float32Array(bytes);
    case 'int':
      return words.has(info.id) ? new Int32Array(bytes) : Int32Array.from(new Float32Array(bytes));
    case 'byte':
      return unpackRows(info, new Uint8Array(bytes));
    default:
      return info.elementType satisfies never;
  }
}

function checkIntegers(info: BufferInfo, values: BufferValues): void {
  const large = values.find((value) => Math.abs(value) > INTEGER_MAX);
  if (large === undefined) return;
  throw new DeviceError(
    'UNSUPPORTED',
    `The gpu device holds integers up to ${INTEGER_MAX}; ${info.name} has ${large}.`,
  );
}

function packRows(info: BufferInfo, values: BufferValues): Uint8Array {
  assert(values instanceof Uint8Array, `${info.name} holds bytes`);
  const { columns } = info;
  const stride = rowWords(info) * 4;
  if (stride === columns) return values;
  const rows = values.length / columns;
  const packed = new Uint8Array(rows * stride);
  for (let row = 0; row < rows; row += 1) packed.set(values.subarray(row * columns, (row + 1) * columns), row * stride);
  return packed;
}

function unpackRows(info: BufferInfo, packed: Uint8Array): Uint8Array {
  const { rows, columns } = info;
  const stride = rowWords(info) * 4;
  if (stride === columns) return packed;
  const values = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row += 1)
    values.set(packed.subarray(row * stride, row * stride + columns), row * columns);
  return values;
}
