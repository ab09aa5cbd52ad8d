import type { Phase } from '../../../plan/plan.ts';
import { FINISH_STEP_CODE } from '../wgsl/step-state.ts';
import type { Dispatch } from './dispatch.ts';
import type { OpContext } from './op-context.ts';
import { gpuOp } from './op-table.ts';

/** The dispatches of one step of a phase, in order. */
export async function phaseDispatches(phase: Phase, context: OpContext): Promise<Dispatch[]> {
  const dispatches: Dispatch[] = [];
  for (const op of phase.ops) dispatches.push(...(await gpuOp(op).dispatches(op, context)));
  const finish = context.kernels.wgsl(FINISH_STEP_CODE, null, [1, 1, 1]);
  return [...dispatches, { kernel: finish, reads: [], writes: [context.state] }];
}
