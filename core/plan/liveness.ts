import { opBuffers } from './op-table.ts';
import type { BufferId, Phase, Plan } from './plan.ts';

/** First and last op of a phase that touch a scratch buffer, both included. */
export interface Lifetime {
  readonly buffer: BufferId;
  readonly firstOp: number;
  readonly lastOp: number;
}

/** Lifetimes of the scratch buffers of a phase, in the order of their first ops. */
export function scratchLifetimes(plan: Plan, phase: Phase): Lifetime[] {
  const lifetimes = new Map<BufferId, Lifetime>();
  phase.ops.forEach((op, index) => {
    const { reads, writes } = opBuffers(op);
    for (const buffer of [...reads, ...writes]) {
      if (plan.buffers[buffer].role !== 'scratch') continue;
      const firstOp = lifetimes.get(buffer)?.firstOp ?? index;
      lifetimes.set(buffer, { buffer, firstOp, lastOp: index });
    }
  });
  return [...lifetimes.values()];
}

/** Two buffers that an op touches both are alive at the same time, so no op ever works in place by accident. */
export function overlap(a: Lifetime, b: Lifetime): boolean {
  return a.firstOp <= b.lastOp && b.firstOp <= a.lastOp;
}
