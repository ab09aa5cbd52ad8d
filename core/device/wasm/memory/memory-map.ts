import { assert, present } from '../../../assert.ts';
import { DeviceError } from '../../../errors.ts';
import { planMemory } from '../../../plan/memory.ts';
import { ELEMENT_BYTES } from '../../../plan/op-description.ts';
import type { Op } from '../../../plan/ops.ts';
import type { BufferId, BufferInfo, Plan } from '../../../plan/plan.ts';
import { persistentShares, type MemoryUse } from '../../memory-shares.ts';
import type { Arenas, BufferPlace, MemoryMap } from './buffer-place.ts';
import { denseImages } from './image-layout.ts';
import { inPlace, recordCount } from '../ops/op-table.ts';
import { withoutUnreadOperands } from './unread-operands.ts';
import { FIRST_FREE_BYTE, RECORD_WORDS } from '../op-code.ts';
import { workBytes } from './work-memory.ts';

const PAGE_BYTES = 65_536;
/** All that 32-bit addresses reach. */
const BYTES_MAX = 2 ** 32;
/** Buffers start on cache lines. */
const ALIGNMENT = 64;
/** Kernels read whole vectors, up to so many bytes past the end of a dense row or of a packed panel. */
const READ_AHEAD_BYTES = 128;

/**
 * Floats: a multiple of 8 (two vectors), but none of 128, because columns that lie multiples of 512 bytes apart fall
 * into the same few cache sets and evict each other. Dense images have no padding.
 */
export function leadingDimension({ id, elementType, columns }: BufferInfo, dense: ReadonlySet<BufferId>): number {
  if (elementType !== 'float' || dense.has(id)) return columns;
  const padded = Math.ceil(columns / 8) * 8;
  return padded % 128 === 0 ? padded + 8 : padded;
}

/** @throws DeviceError (UNSUPPORTED) if the plan needs more than 4 GiB. */
export function mapMemory(plan: Plan): MemoryMap {
  const { dense, rowBytes, records, work, base, offsets, byteLength } = layOut(plan);
  if (byteLength > BYTES_MAX) throw tooLarge(plan, byteLength, rowBytes);
  const places = plan.buffers.map((info): BufferPlace => {
    const offset = offsets[info.id];
    return {
      info,
      address: offset < 0 ? 0 : base + offset,
      leadingDimension: leadingDimension(info, dense),
      stride: rowBytes(info),
    };
  });
  return {
    places,
    arenas: arenasOf(plan, places),
    records,
    work,
    pages: Math.ceil(byteLength / PAGE_BYTES),
  };
}

/** What a plan takes, also one that does not fit. */
export function wasmMemoryUse(plan: Plan): MemoryUse {
  const { rowBytes, byteLength, scratchBytes } = layOut(plan);
  const bytesOf = (info: BufferInfo) => alignUp(info.rows * rowBytes(info));
  return {
    totalBytes: Math.ceil(byteLength / PAGE_BYTES) * PAGE_BYTES,
    ...persistentShares(plan, bytesOf),
    scratchBytes,
    limitBytes: BYTES_MAX,
  };
}

/** Where everything begins, in whatever memory it would take. */
function layOut(plan: Plan) {
  const dense = denseImages(plan);
  const rowBytes = (info: BufferInfo) => leadingDimension(info, dense) * ELEMENT_BYTES[info.elementType];
  const recordBytes = (ops: readonly Op[]) =>
    ops.reduce((sum, op) => sum + recordCount(op, plan.parameters), 0) * RECORD_WORDS * 4;
  const train = FIRST_FREE_BYTE;
  const evaluate = train + recordBytes(plan.phases.train.ops);
  const work = alignUp(evaluate + recordBytes(plan.phases.evaluate.ops));
  const base = alignUp(work + workBytes(plan) + READ_AHEAD_BYTES);
  const layout = { rowStride: rowBytes, alignment: ALIGNMENT, inPlace };
  const { offsets, totalBytes, scratchBytes } = planMemory(withoutUnreadOperands(plan), layout);
  const byteLength = base + totalBytes + READ_AHEAD_BYTES;
  return { dense, rowBytes, records: { train, evaluate }, work, base, offsets, scratchBytes, byteLength };
}

function arenasOf(plan: Plan, places: readonly BufferPlace[]): Arenas {
  const { parameters } = plan;
  if (parameters.length === 0) return { values: 0, gradients: 0, moments: [], byteLength: 0 };
  const start = (ids: readonly BufferId[]): number => {
    const first = places[ids[0]].address;
    parameters.forEach(({ path, value }, index) => {
      const distance = places[value].address - places[parameters[0].value].address;
      assert(places[ids[index]].address === first + distance, `the companions of ${path} lie at its own distance`);
    });
    return first;
  };
  const values = start(parameters.map(({ value }) => value));
  const last = places[parameters[parameters.length - 1].value];
  return {
    values,
    gradients: start(parameters.map(({ gradient }) => gradient)),
    moments: parameters[0].moments.map((_, index) =>
      start(parameters.map(({ path, moments }) => present(moments[index], `moment ${index} of ${path}`))),
    ),
    byteLength: last.address - values + alignUp(last.info.rows * last.stride),
  };
}

function alignUp(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function tooLarge(plan: Plan, byteLength: number, rowBytes: (info: BufferInfo) => number): DeviceError {
  const bytesOf = (info: BufferInfo) => info.rows * rowBytes(info);
  const largest = plan.buffers.reduce((a, b) => (bytesOf(b) > bytesOf(a) ? b : a));
  const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
  return new DeviceError(
    'UNSUPPORTED',
    `The wasm device has at most ${gibibytes(BYTES_MAX)} of memory, but this run needs ${gibibytes(byteLength)}; its ` +
      `largest buffer is ${largest.name} (${largest.rows} × ${largest.columns}, ${gibibytes(bytesOf(largest))}). ` +
      'Use fewer examples, a smaller batch or narrower layers.',
    { bytesNeeded: byteLength, bytesMax: BYTES_MAX },
  );
}
