import type { BufferId } from '../../../plan/plan.ts';

/**
 * Which stretch of which GPU buffer each buffer of a plan is. WebGPU lets no dispatch read and write the same GPU buffer
 * through two bindings, and kernels of gpu.js never work in place. So all that is updated has two versions, of which each
 * update reads one and writes the other; and what one dispatch reads never shares a GPU buffer with what it writes, because
 * scratch shares memory by whole GPU buffers and both are alive in that op.
 */

export interface Allocation {
  readonly bytes: number;
  /** 2 for what is updated from its own former value. */
  readonly versions: 1 | 2;
}

/** A matrix of 32-bit words inside an allocation; bytes stand four to a word. */
export interface Region {
  readonly allocation: Allocation;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  /** Where it is seen as a stack of matrices: how many, all rows together being `rows`. */
  readonly planes?: number;
}

/** Vectors of one length below each other, written by one dispatch; rows begin at multiples of 256 bytes. */
export interface Strip {
  readonly region: Region;
  /** The vectors that are buffers of the plan, then those that only the op's own kernels read. */
  readonly rows: readonly Region[];
}

export interface MemoryMap {
  readonly allocations: readonly Allocation[];
  /** By BufferId. */
  readonly regions: readonly Region[];
  /** Strips by their first buffer. */
  readonly strips: ReadonlyMap<BufferId, Strip>;
  /** Memory that every op may use for itself, while it runs. */
  readonly workspaces: readonly [Allocation, Allocation];
  /** Values, gradients and each moment of all parameters, padded alike; null for a plan without parameters. */
  readonly arenas: { readonly values: Region; readonly gradients: Region; readonly moments: readonly Region[] } | null;
  readonly totalBytes: number;
}
