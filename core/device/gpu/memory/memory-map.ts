import { assert } from '../../../assert.ts';
import { scratchLifetimes } from '../../../plan/liveness.ts';
import type { BufferId, BufferInfo, Plan } from '../../../plan/plan.ts';
import { gpuOp } from '../dispatches/op-table.ts';
import { tooLarge, tooMuchAtOnce } from './too-large.ts';
import type { Allocation, MemoryMap, Region, Strip } from './region.ts';
import { BINDING_ALIGNMENT, type GpuLimits } from '../adapter/web-gpu.ts';

/** Words of one row of a buffer in memory. */
export function rowWords({ elementType, columns }: BufferInfo): number {
  return elementType === 'byte' ? Math.ceil(columns / 4) : columns;
}

/** @throws DeviceError (UNSUPPORTED) where a buffer is larger than the adapter allows. */
export function mapMemory(plan: Plan, limits: GpuLimits): MemoryMap {
  return new MemoryMapper(plan).map(limits);
}

/** What is allocated as one: a strip, or a buffer alone. */
interface Unit {
  readonly members: readonly BufferId[];
  readonly bytes: number;
  readonly versions: 1 | 2;
}

class MemoryMapper {
  readonly #plan: Plan;
  readonly #regions: (Region | undefined)[];
  readonly #strips = new Map<BufferId, Strip>();
  readonly #allocations: { bytes: number; versions: 1 | 2 }[] = [];

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#regions = plan.buffers.map(() => undefined);
  }

  map(limits: GpuLimits): MemoryMap {
    const arenas = this.#placeArenas();
    const strips = this.#stripUnits();
    const units = [...strips, ...this.#singleUnits(strips)];
    for (const unit of units) if (!this.#isScratch(unit)) this.#place(unit, this.#allocate(unit.bytes, unit.versions));
    this.#placeScratch(units.filter((unit) => this.#isScratch(unit)));
    const regions = this.#regions.map((region, id) => {
      assert(region !== undefined, `${this.#plan.buffers[id].name} has a place`);
      return region;
    });
    const bytesMax = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
    for (const { allocation } of regions)
      if (allocation.bytes > bytesMax) throw tooLarge(this.#plan, regions, bytesMax);
    const workspaces = this.#placeWorkspaces();
    for (const { bytes } of workspaces) if (bytes > bytesMax) throw tooMuchAtOnce(bytes, bytesMax);
    const totalBytes = this.#allocations.reduce((sum, { bytes, versions }) => sum + bytes * versions, 0);
    return { allocations: this.#allocations, regions, strips: this.#strips, workspaces, arenas, totalBytes };
  }

  #allocate(bytes: number, versions: 1 | 2): { bytes: number; versions: 1 | 2 } {
    const allocation = { bytes, versions };
    this.#allocations.push(allocation);
    return allocation;
  }

  /** As large as the op needs that needs most; ops run one after the other. */
  #placeWorkspaces(): MemoryMap['workspaces'] {
    const words: [number, number] = [1, 1];
    for (const { ops } of Object.values(this.#plan.phases)) {
      for (const needed of ops.map((op) => gpuOp(op).workspaces?.(op, this.#plan) ?? [])) {
        needed.forEach((count, index) => (words[index] = Math.max(words[index], count)));
      }
    }
    return [this.#allocate(words[0] * 4, 1), this.#allocate(words[1] * 4, 1)];
  }

  /** Companions of a parameter lie at equal offsets of their arenas. */
  #placeArenas(): MemoryMap['arenas'] {
    const { parameters } = this.#plan;
    if (parameters.length === 0) return null;
    const place = (ids: readonly BufferId[], versions: 1 | 2): Region => {
      const bytes = ids.reduce((sum, id) => sum + this.#bytes(id), 0);
      const allocation = this.#allocate(bytes, versions);
      let offset = 0;
      for (const id of ids) {
        this.#regions[id] = this.#regionOf(id, allocation, offset);
        offset += this.#bytes(id);
      }
      return { allocation, offset: 0, rows: 1, columns: bytes / 4 };
    };
    return {
      values: place(
        parameters.map(({ value }) => value),
        2,
      ),
      gradients: place(
        parameters.map(({ gradient }) => gradient),
        1,
      ),
      moments: parameters[0].moments.map((_, moment) =>
        place(
          parameters.map(({ moments }) => moments[moment]),
          2,
        ),
      ),
    };
  }

  /** The strips that ops wish for, where the plan leaves their buffers free to be placed so. */
  #stripUnits(): Unit[] {
    const units: Unit[] = [];
    const taken = new Set<BufferId>();
    for (const { ops } of Object.values(this.#plan.phases)) {
      for (const { members, hidden, updated } of ops.flatMap((op) => gpuOp(op).strips?.(op) ?? [])) {
        const free = members.every((id) => this.#regions[id] === undefined && !taken.has(id));
        const alike = new Set(members.map((id) => this.#plan.buffers[id].role === 'scratch')).size === 1;
        if (!free || !alike) continue;
        for (const id of members) taken.add(id);
        units.push({
          members,
          bytes: (members.length + hidden) * this.#bytes(members[0]),
          versions: updated ? 2 : 1,
        });
      }
    }
    return units;
  }

  #singleUnits(strips: readonly Unit[]): Unit[] {
    const inStrips = new Set(strips.flatMap(({ members }) => members));
    return this.#plan.buffers
      .filter(({ id }) => this.#regions[id] === undefined && !inStrips.has(id))
      .map(({ id }): Unit => ({ members: [id], bytes: this.#bytes(id), versions: 1 }));
  }

  #isScratch({ members }: Unit): boolean {
    return this.#plan.buffers[members[0]].role === 'scratch';
  }

  #place({ members, bytes }: Unit, allocation: Allocation): void {
    const stride = this.#bytes(members[0]);
    members.forEach((id, index) => (this.#regions[id] = this.#regionOf(id, allocation, index * stride)));
    if (bytes === stride) return;
    const { rows, columns } = this.#plan.buffers[members[0]];
    const count = bytes / stride;
    this.#strips.set(members[0], {
      region: { allocation, offset: 0, rows: count, columns: stride / 4 },
      rows: Array.from({ length: count }, (_, index) => ({
        allocation,
        offset: index * stride,
        rows: 1,
        columns: rows * columns,
      })),
    });
  }

  /**
   * Each unit takes the smallest free allocation that is large enough, or widens the largest free one. An allocation is
   * free again after its unit's last op. Different phases never run at once and share all.
   */
  #placeScratch(units: readonly Unit[]): void {
    const slots: { readonly allocation: { bytes: number; versions: 1 | 2 }; phase: string; freeAfter: number }[] = [];
    const placed = new Set<Unit>();
    for (const phase of Object.values(this.#plan.phases)) {
      const lifetimes = new Map(scratchLifetimes(this.#plan, phase).map((lifetime) => [lifetime.buffer, lifetime]));
      const living = units.flatMap((unit) => {
        const spans = unit.members.flatMap((id) => lifetimes.get(id) ?? []);
        if (spans.length === 0 || placed.has(unit)) return [];
        placed.add(unit);
        const firstOp = Math.min(...spans.map((span) => span.firstOp));
        return [{ unit, firstOp, lastOp: Math.max(...spans.map((span) => span.lastOp)) }];
      });
      for (const { unit, firstOp, lastOp } of living.sort((a, b) => a.firstOp - b.firstOp)) {
        const free = slots
          .filter((slot) => slot.phase !== phase.name || slot.freeAfter < firstOp)
          .sort((a, b) => a.allocation.bytes - b.allocation.bytes);
        const slot = free.find(({ allocation }) => allocation.bytes >= unit.bytes) ?? free.at(-1);
        const allocation = slot?.allocation ?? this.#allocate(0, 1);
        allocation.bytes = Math.max(allocation.bytes, unit.bytes);
        this.#place(unit, allocation);
        if (slot === undefined) slots.push({ allocation, phase: phase.name, freeAfter: lastOp });
        else Object.assign(slot, { phase: phase.name, freeAfter: lastOp });
      }
    }
    // Scratch that no op touches is never bound; it shares one word.
    const untouched = units.filter((unit) => !placed.has(unit));
    if (untouched.length === 0) return;
    const allocation = this.#allocate(4, 1);
    for (const { members } of untouched)
      for (const id of members) this.#regions[id] = this.#regionOf(id, allocation, 0);
  }

  #regionOf(id: BufferId, allocation: Allocation, offset: number): Region {
    const info = this.#plan.buffers[id];
    return { allocation, offset, rows: info.rows, columns: rowWords(info) };
  }

  #bytes(id: BufferId): number {
    const info = this.#plan.buffers[id];
    return Math.ceil((info.rows * rowWords(info) * 4) / BINDING_ALIGNMENT) * BINDING_ALIGNMENT;
  }
}
