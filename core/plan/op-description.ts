import type { BufferId, BufferInfo } from './buffer.ts';
import type { ShapeCheck } from './shape-check.ts';

/**
 * What a plan must know about one kind of op. Each stands beside its op in `ops/`; `op-table.ts` has all of them. How an
 * op is computed is each device's own matter.
 */
export interface OpDescription<O> {
  /** Which buffers the op touches. */
  buffers(op: O): OpBuffers;
  /** Holds the op against the shapes that its docstring states. */
  check(op: O, check: ShapeCheck): void;
  /** Floating-point operations: a multiply-add counts as two, exp, log and the like as one. */
  flops(op: O, sizes: PlanSizes): number;
  /** Bytes read and written if no operand stays in a cache. Default: each buffer in `buffers` once per list. */
  bytes?(op: O, sizes: PlanSizes): number;
  /**
   * Where libraries differ, what this op means, for people who replay a run elsewhere. Null if nothing needs to be said:
   * every library means the same, or another op says it.
   */
  readonly convention: string | null;
}

/** The optimizer's ops also touch all of `Plan.parameters`, which are persistent. */
export interface OpBuffers {
  readonly reads: readonly BufferId[];
  /** Running statistics and accumulated outputs are read as well, so they stand in both lists. */
  readonly writes: readonly BufferId[];
}

/** Sizes of a plan's buffers and parameters. */
export interface PlanSizes {
  info(buffer: BufferId): BufferInfo;
  /** Elements of a buffer. */
  size(buffer: BufferId): number;
  /** Bytes of a buffer in a dense layout. */
  bytes(buffer: BufferId): number;
  /** Elements of the parameters with these indices in `Plan.parameters`; default: of all of them. */
  parameterCount(parameters?: readonly number[]): number;
}

/** Bytes of one element in a dense f32 layout. */
export const ELEMENT_BYTES = { float: 4, int: 4, byte: 1 } as const;

/** Those buffers that there are. */
export function given(...buffers: (BufferId | null)[]): BufferId[] {
  return buffers.filter((buffer) => buffer !== null);
}

/** Each buffer once: without affine, y is xHat. */
export function distinct(...buffers: BufferId[]): BufferId[] {
  return [...new Set(buffers)];
}
