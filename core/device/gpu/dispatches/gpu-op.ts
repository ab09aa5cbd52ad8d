import type { BufferId, Plan } from '../../../plan/plan.ts';
import type { Dispatch } from './dispatch.ts';
import type { OpContext } from './op-context.ts';

/** What the GPU must know about one kind of op. */
export interface GpuOp<Op> {
  /** The dispatches of one step, in order. */
  dispatches(op: Op, context: OpContext): Dispatch[] | Promise<Dispatch[]>;
  /** Default: none. */
  strips?(op: Op): StripWish[];
  /** How many words the op needs of both workspaces, for what its kernels hand on to each other. Default: none. */
  workspaces?(op: Op, plan: Plan): WorkspaceWords;
}

export type WorkspaceWords = readonly [number, number];

/**
 * A kernel of gpu.js has one output. Where an op writes several vectors, they lie below each other, so that they are one
 * output all the same: `members` are buffers of the plan, and `hidden` more rows serve the op's other kernels.
 */
export interface StripWish {
  readonly members: readonly BufferId[];
  readonly hidden: number;
  /** Whether the op computes them from their own former values. */
  readonly updated: boolean;
}
