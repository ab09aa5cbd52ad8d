import type {
  BatchNormBackwardOp,
  BatchNormFrozenBackwardOp,
  BatchNormFrozenOp,
  BatchNormOp,
  BatchRenormBackwardOp,
  BatchRenormOp,
  GroupNormOp,
  NormalizationOp,
} from '../../plan/ops.ts';
import * as code from './op-code.ts';
import type { OperandPlaces, RecordFields } from './operand-places.ts';

/** Records of normalizations. */

export function encodeNormalization(op: NormalizationOp, places: OperandPlaces): RecordFields {
  const at = (...ids: BatchNormOp['x'][]) => ids.map((id) => places.at(id));
  switch (op.kind) {
    case 'batchNorm':
      return [code.BATCH_NORM, ...trained(op, op.batchMean, places), { float: op.epsilon }, { float: op.momentum }];
    case 'batchNormFrozen':
      return [code.BATCH_NORM_FROZEN, ...trained(op, null, places), { float: op.epsilon }];
    case 'batchRenorm': {
      const constants = [{ float: op.epsilon }, { float: op.momentum }];
      const limits = [{ float: op.rMax }, { float: 1 / op.rMax }, { float: op.dMax }];
      return [code.BATCH_RENORM, ...trained(op, op.batchMean, places), ...constants, ...at(op.r, op.d), ...limits];
    }
    case 'batchNormEvaluate': {
      const values = [...at(op.x, op.y), places.optional(op.gamma), places.optional(op.beta)];
      const statistics = [...at(op.runningMean, op.runningVar), { float: op.epsilon }];
      return [code.BATCH_NORM_EVALUATE, ...places.shape(op.x), ...values, ...statistics];
    }
    case 'batchNormBackward':
      return [code.BATCH_NORM_BACKWARD, ...backward(op, places)];
    case 'batchNormFrozenBackward':
      return [code.BATCH_NORM_FROZEN_BACKWARD, ...backward(op, places)];
    case 'batchRenormBackward':
      return [code.BATCH_RENORM_BACKWARD, ...backward(op, places), ...at(op.r, op.d)];
    case 'groupNorm': {
      const values = [...at(op.x, op.xHat, op.y), places.optional(op.gamma), places.optional(op.beta)];
      const groups = [...at(op.invStd), places.stride(op.invStd), op.positions, op.groups, { float: op.epsilon }];
      return [code.GROUP_NORM, ...examples(op.x, op.positions, places), ...values, ...groups];
    }
    case 'groupNormBackward': {
      const values = [...at(op.xHat), places.optional(op.gamma), ...at(op.invStd), places.stride(op.invStd)];
      const gradients = at(op.gradOutput, op.gradInput, op.gradGamma, op.gradBeta);
      const shape = examples(op.xHat, op.positions, places);
      return [code.GROUP_NORM_BACKWARD, ...shape, ...values, ...gradients, op.positions, op.groups];
    }
    case 'weightNorm': {
      const values = at(op.direction, op.magnitude, op.weight, op.norm);
      return [code.WEIGHT_NORM, ...places.shape(op.direction), ...values];
    }
    case 'weightNormBackward': {
      const values = at(op.direction, op.magnitude, op.norm, op.gradWeight, op.gradDirection, op.gradMagnitude);
      return [code.WEIGHT_NORM_BACKWARD, ...places.shape(op.direction), ...values];
    }
    default:
      return op satisfies never;
  }
}

function trained(
  op: BatchNormOp | BatchNormFrozenOp | BatchRenormOp,
  batchMean: BatchNormOp['batchMean'] | null,
  places: OperandPlaces,
): number[] {
  const values = [
    places.at(op.x),
    places.at(op.xHat),
    places.at(op.y),
    places.optional(op.gamma),
    places.optional(op.beta),
  ];
  const running = [places.at(op.runningMean), places.at(op.runningVar)];
  return [...places.shape(op.x), ...values, places.optional(batchMean), places.at(op.invStd), ...running];
}

function backward(
  op: BatchNormBackwardOp | BatchNormFrozenBackwardOp | BatchRenormBackwardOp,
  places: OperandPlaces,
): number[] {
  const values = [places.at(op.xHat), places.optional(op.gamma), places.at(op.invStd), places.at(op.gradOutput)];
  const gradients = [places.at(op.gradInput), places.at(op.gradGamma), places.at(op.gradBeta)];
  return [...places.shape(op.xHat), ...values, ...gradients];
}

function examples(x: GroupNormOp['x'], positions: number, places: OperandPlaces): number[] {
  return [places.rows(x) / positions, places.columns(x), places.stride(x)];
}
