import type { BufferInfo, Plan } from '../plan/plan.ts';

/** What a plan takes of a device's memory, in the layout of that device. Bytes all. */
export interface MemoryUse {
  /** Everything, padding and the device's own work memory included. */
  readonly totalBytes: number;
  /** Learned numbers with their gradients and the optimizer's moments. */
  readonly parameterBytes: number;
  readonly statisticBytes: number;
  /** Activations and their gradients: what lives within one step, with lifetimes shared. */
  readonly scratchBytes: number;
  /** Examples and labels of both splits. */
  readonly dataBytes: number;
  /** The most that the device can address; null where the machine, or an adapter not yet opened, sets the limit. */
  readonly limitBytes: number | null;
}

type Shares = Pick<MemoryUse, 'parameterBytes' | 'statisticBytes' | 'dataBytes'>;

/** What the persistent buffers take, by role. */
export function persistentShares(plan: Plan, bytesOf: (buffer: BufferInfo) => number): Shares {
  const sum = (buffers: readonly BufferInfo[]) => buffers.reduce((bytes, buffer) => bytes + bytesOf(buffer), 0);
  const of = (...roles: BufferInfo['role'][]) => sum(plan.buffers.filter(({ role }) => roles.includes(role)));
  const { train, test } = plan.data;
  return {
    parameterBytes: of('parameter', 'gradient', 'moment'),
    statisticBytes: of('statistic'),
    dataBytes: sum([train.values, train.labels, test.values, test.labels].map((id) => plan.buffers[id])),
  };
}
