import type { NormalizationOp } from '../../plan/ops.ts';
import { batchNormFrozen, batchNormFrozenBackward } from './batch-norm-frozen.ts';
import { batchNorm, batchNormBackward, batchNormEvaluate } from './batch-norm.ts';
import { batchRenorm, batchRenormBackward } from './batch-renorm.ts';
import { groupNorm, groupNormBackward } from './group-norm.ts';
import type { Operands } from './operands.ts';
import { weightNorm, weightNormBackward } from './weight-norm.ts';

/** Runs one op of the normalizations. */
export function executeNormalization(op: NormalizationOp, operands: Operands): void {
  switch (op.kind) {
    case 'batchNorm': {
      const values = operands.floats(op, 'x', 'xHat', 'y', 'batchMean', 'invStd', 'runningMean', 'runningVar');
      return batchNorm({ ...values, ...operands.affine(op) }, op.epsilon, op.momentum);
    }
    case 'batchNormEvaluate': {
      const values = operands.floats(op, 'x', 'y', 'runningMean', 'runningVar');
      return batchNormEvaluate({ ...values, ...operands.affine(op) }, op.epsilon);
    }
    case 'batchNormFrozen': {
      const values = operands.floats(op, 'x', 'xHat', 'y', 'invStd', 'runningMean', 'runningVar');
      return batchNormFrozen({ ...values, ...operands.affine(op) }, op.epsilon);
    }
    case 'batchRenorm': {
      const statistics = operands.floats(op, 'batchMean', 'invStd', 'r', 'd', 'runningMean', 'runningVar');
      return batchRenorm(op, { ...operands.floats(op, 'x', 'xHat', 'y'), ...statistics, ...operands.affine(op) });
    }
    case 'groupNorm':
      return groupNorm(op, { ...operands.floats(op, 'x', 'xHat', 'y', 'invStd'), ...operands.affine(op) });
    case 'weightNorm':
      return weightNorm(operands.floats(op, 'direction', 'magnitude', 'weight', 'norm'));
    case 'weightNormBackward': {
      const given = operands.floats(op, 'direction', 'magnitude', 'norm', 'gradWeight');
      return weightNormBackward({ ...given, ...operands.floats(op, 'gradDirection', 'gradMagnitude') });
    }
    default: {
      const values = operands.floats(op, 'xHat', 'invStd', 'gradOutput', 'gradInput', 'gradGamma', 'gradBeta');
      const backward = { ...values, gamma: operands.optional(op.gamma) };
      if (op.kind === 'batchNormBackward') return batchNormBackward(backward);
      if (op.kind === 'batchNormFrozenBackward') return batchNormFrozenBackward(backward);
      if (op.kind === 'groupNormBackward') return groupNormBackward(op, backward);
      if (op.kind === 'batchRenormBackward') {
        return batchRenormBackward({ ...backward, ...operands.floats(op, 'r', 'd') });
      }
      return op satisfies never;
    }
  }
}
