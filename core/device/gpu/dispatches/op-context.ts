import { assert } from '../../../assert.ts';
import type { BufferId, Plan } from '../../../plan/plan.ts';
import type { Dispatch, KernelSource } from './dispatch.ts';
import type { KernelForm, KernelFunction } from '../compile/gpu-js.ts';
import type { MemoryMap, Region, Strip } from '../memory/region.ts';

/** What ops are compiled against. */
export interface OpContext {
  readonly plan: Plan;
  readonly memory: MemoryMap;
  readonly kernels: KernelSource;
  /** Step, halt and divergence of the call; see `STATE`. */
  readonly state: Region;
  region(id: BufferId): Region;
}

/** A kernel of gpu.js over all elements of its output. */
export async function elementwise(
  context: OpContext,
  source: KernelFunction,
  reads: readonly Region[],
  output: Region,
  form: Omit<KernelForm, 'rank'> = {},
): Promise<Dispatch> {
  return { kernel: await context.kernels.gpuJs(source, { ...form, rank: 1 }), reads, writes: [output] };
}

/** A kernel of gpu.js over rows and columns of its output. */
export async function byRowsAndColumns(
  context: OpContext,
  source: KernelFunction,
  reads: readonly Region[],
  output: Region,
  form: Omit<KernelForm, 'rank'> = {},
): Promise<Dispatch> {
  return { kernel: await context.kernels.gpuJs(source, { ...form, rank: 2 }), reads, writes: [output] };
}

/** A kernel of gpu.js over planes, rows and columns of its output. */
export async function byPlanes(
  context: OpContext,
  source: KernelFunction,
  reads: readonly Region[],
  output: Region,
  form: Omit<KernelForm, 'rank'> = {},
): Promise<Dispatch> {
  return { kernel: await context.kernels.gpuJs(source, { ...form, rank: 3 }), reads, writes: [output] };
}

/** The strip that begins with this buffer. */
export function stripOf(context: OpContext, first: BufferId): Strip {
  const strip = context.memory.strips.get(first);
  assert(strip !== undefined, `${context.plan.buffers[first].name} begins a strip`);
  return strip;
}

/** The beginning of a workspace; what two ops leave there has nothing to do with each other. */
export function workspace({ memory }: OpContext, index: 0 | 1, rows: number, columns: number): Region {
  const allocation = memory.workspaces[index];
  assert(rows * columns * 4 <= allocation.bytes, `workspace ${index} has room for ${rows} × ${columns}`);
  return { allocation, offset: 0, rows, columns };
}
