import type { Op } from '../../plan/ops.ts';
import type { Plan } from '../../plan/plan.ts';

/** How many records an op is encoded as: ops that go through parameters one by one have one for each. */
export function recordCount(op: Op, plan: Pick<Plan, 'parameters'>): number {
  switch (op.kind) {
    case 'addWeightDecay':
    case 'decayWeights':
      return op.parameters.length;
    case 'clipGradients':
      return plan.parameters.length + 1;
    default:
      return 1;
  }
}
