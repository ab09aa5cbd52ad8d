import type { ActivationFunction } from '../../plan/activation-function.ts';
import type { InPlace } from '../../plan/memory.ts';
import type { Op } from '../../plan/ops.ts';
import type { Plan } from '../../plan/plan.ts';

/** What of an op's operands the kernels need not keep apart, so that fewer bytes pass through the caches. */

/** Kernels that read an element before they write the one in its place, and never after. */
export function inPlace(op: Op): readonly InPlace[] {
  switch (op.kind) {
    case 'activation':
    case 'dropout':
    case 'batchNorm':
    case 'batchNormEvaluate':
    case 'batchNormFrozen':
    case 'batchRenorm':
      return [{ input: op.x, output: op.y }];
    case 'activationBackward':
    case 'batchNormBackward':
    case 'batchNormFrozenBackward':
    case 'batchRenormBackward':
      return [{ input: op.gradOutput, output: op.gradInput }];
    case 'add':
      return [
        { input: op.a, output: op.y },
        { input: op.b, output: op.y },
      ];
    default:
      return [];
  }
}

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
