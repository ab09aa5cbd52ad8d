import type { NormalizationOp } from '../../../plan/ops.ts';
import {
  batchNormBackwardDispatches,
  batchNormDispatches,
  batchNormEvaluateDispatches,
  batchNormFrozenBackwardDispatches,
  batchNormFrozenDispatches,
} from './batch-norm.ts';
import { batchRenormBackwardDispatches, batchRenormDispatches } from './batch-renorm.ts';
import type { Dispatch } from './dispatch.ts';
import { groupNormBackwardDispatches, groupNormDispatches } from './group-norm.ts';
import type { OpContext } from './op-context.ts';
import { weightNormBackwardDispatches, weightNormDispatches } from './weight-norm.ts';

/** The dispatches of one op of a normalization. */
export function normalizationDispatches(op: NormalizationOp, context: OpContext): Promise<Dispatch[]> {
  switch (op.kind) {
    case 'batchNorm':
      return batchNormDispatches(op, context);
    case 'batchNormEvaluate':
      return batchNormEvaluateDispatches(op, context);
    case 'batchNormBackward':
      return batchNormBackwardDispatches(op, context);
    case 'batchNormFrozen':
      return batchNormFrozenDispatches(op, context);
    case 'batchNormFrozenBackward':
      return batchNormFrozenBackwardDispatches(op, context);
    case 'batchRenorm':
      return batchRenormDispatches(op, context);
    case 'batchRenormBackward':
      return batchRenormBackwardDispatches(op, context);
    case 'groupNorm':
      return groupNormDispatches(op, context);
    case 'groupNormBackward':
      return groupNormBackwardDispatches(op, context);
    case 'weightNorm':
      return weightNormDispatches(op, context);
    case 'weightNormBackward':
      return weightNormBackwardDispatches(op, context);
    default:
      return op satisfies never;
  }
}
