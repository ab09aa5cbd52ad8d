import type { ActivationFunction } from '../../../plan/activation-function.ts';
import type { Op } from '../../../plan/ops.ts';
import type { Plan } from '../../../plan/plan.ts';

/** The others' slopes follow from y alone. */
const SLOPE_NEEDS_X: ReadonlySet<ActivationFunction> = new Set(['elu', 'gelu']);

/** The plan with no op naming an operand that its kernel does not read: whose memory may hold something else by then. */
export function withoutUnreadOperands(plan: Plan): Plan {
  const read = (op: Op): Op =>
    op.kind === 'activationBackward' && !SLOPE_NEEDS_X.has(op.function) ? { ...op, x: op.y } : op;
  const { train, evaluate } = plan.phases;
  return {
    ...plan,
    phases: { train: { ...train, ops: train.ops.map(read) }, evaluate: { ...evaluate, ops: evaluate.ops.map(read) } },
  };
}
