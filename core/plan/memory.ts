import { assert } from '../assert.ts';
import { overlap, scratchLifetimes, type Lifetime } from './liveness.ts';
import type { Op } from './ops.ts';
import type { BufferId, BufferInfo, Phase, Plan } from './plan.ts';

/** An op's output that may be written over one of its inputs, element by element. */
export interface InPlace {
  readonly input: BufferId;
  readonly output: BufferId;
}

/** How a device lays out one buffer. */
export interface MemoryLayout {
  /** Bytes from one row to the next, padding included. */
  readonly rowStride: (buffer: BufferInfo) => number;
  /** Every offset is a multiple of this many bytes; a power of two. */
  readonly alignment: number;
  /** What the device's kernels can do in place; used where nothing reads the input afterwards. None if left out. */
  readonly inPlace?: (op: Op) => readonly InPlace[];
}

export interface PlanMemory {
  /** Byte offset of each buffer, indexed by BufferId; −1 for a scratch buffer that no op touches. */
  readonly offsets: readonly number[];
  /** Bytes of all buffers with lifetimes shared. */
  readonly totalBytes: number;
  /** Bytes of the scratch region, which all phases use in turn. */
  readonly scratchBytes: number;
}

/**
 * Byte offsets for all buffers. Parameters come first, in the order of `Plan.parameters` and without gaps but alignment;
 * gradients and each moment follow in arenas of the same form, so that parameter i's companions lie at equal distances.
 * Then statistics, inputs and outputs, then one scratch region: two scratch buffers of one phase share bytes only if
 * their lifetimes do not overlap or the layout lets an op work in place, and different phases, which never run at once,
 * share all.
 */
export function planMemory(plan: Plan, layout: MemoryLayout): PlanMemory {
  const { alignment, rowStride } = layout;
  assert(alignment >= 1 && Number.isInteger(Math.log2(alignment)), `alignment must be a power of two, is ${alignment}`);
  const align = (bytes: number) => Math.ceil(bytes / alignment) * alignment;
  const bytesOf = (buffer: BufferId) => align(plan.buffers[buffer].rows * rowStride(plan.buffers[buffer]));

  const offsets = plan.buffers.map(() => -1);
  let end = 0;
  for (const buffer of persistentBuffers(plan)) {
    offsets[buffer] = end;
    end += bytesOf(buffer);
  }

  let scratchBytes = 0;
  for (const phase of Object.values(plan.phases)) {
    const packed = packScratch(tenancies(plan, phase, bytesOf, layout.inPlace), bytesOf);
    for (const [buffer, offset] of packed.offsets) offsets[buffer] = end + offset;
    scratchBytes = Math.max(scratchBytes, packed.bytes);
  }
  return { offsets, totalBytes: end + scratchBytes, scratchBytes };
}

function persistentBuffers(plan: Plan): BufferId[] {
  const arenas = [
    plan.parameters.map((parameter) => parameter.value),
    plan.parameters.map((parameter) => parameter.gradient),
    ...(plan.parameters[0]?.moments ?? []).map((_, moment) =>
      plan.parameters.map((parameter) => parameter.moments[moment]),
    ),
  ].flat();
  const others = ['statistic', 'input', 'output'].flatMap((role) =>
    plan.buffers.filter((buffer) => buffer.role === role).map((buffer) => buffer.id),
  );
  return [...arenas, ...others];
}

interface PackedScratch {
  readonly offsets: ReadonlyMap<BufferId, number>;
  readonly bytes: number;
}

/** Buffers that have one place, one after the other, and how long it is theirs. */
interface Tenancy extends Lifetime {
  readonly tenants: readonly BufferId[];
}

/** Each scratch buffer by itself, save those that an op writes over an input that dies there. */
function tenancies(
  plan: Plan,
  phase: Phase,
  bytesOf: (buffer: BufferId) => number,
  inPlace: MemoryLayout['inPlace'],
): Tenancy[] {
  const tenancyOf = new Map<BufferId, Tenancy>(
    scratchLifetimes(plan, phase).map((lifetime) => [lifetime.buffer, { ...lifetime, tenants: [lifetime.buffer] }]),
  );
  phase.ops.forEach((op, index) => {
    for (const { input, output } of inPlace?.(op) ?? []) {
      const [before, after] = [tenancyOf.get(input), tenancyOf.get(output)];
      if (before === undefined || after === undefined || bytesOf(input) !== bytesOf(output)) continue;
      if (before.lastOp !== index || after.firstOp !== index) continue;
      const joined = { ...before, lastOp: after.lastOp, tenants: [...before.tenants, ...after.tenants] };
      for (const tenant of joined.tenants) tenancyOf.set(tenant, joined);
    }
  });
  return [...new Set(tenancyOf.values())];
}

/** Largest first, each at the lowest offset free during its lifetime (Pisarchyk & Lee 2020, "greedy by size"). */
function packScratch(all: readonly Tenancy[], bytesOf: (buffer: BufferId) => number): PackedScratch {
  const placed: { tenancy: Tenancy; start: number; end: number }[] = [];
  const bySize = [...all].sort((a, b) => bytesOf(b.buffer) - bytesOf(a.buffer));
  for (const tenancy of bySize) {
    const size = bytesOf(tenancy.buffer);
    const neighbours = placed.filter((other) => overlap(other.tenancy, tenancy)).sort((a, b) => a.start - b.start);
    let start = 0;
    for (const other of neighbours) {
      if (start + size <= other.start) break;
      start = Math.max(start, other.end);
    }
    placed.push({ tenancy, start, end: start + size });
  }
  return {
    offsets: new Map(placed.flatMap(({ tenancy, start }) => tenancy.tenants.map((tenant) => [tenant, start] as const))),
    bytes: Math.max(0, ...placed.map(({ end }) => end)),
  };
}
