import { present } from '../../assert.ts';
import type { OptimizerOp, SgdOp } from '../../plan/ops.ts';
import type { ParameterInfo } from '../../plan/plan.ts';
import { scheduleColumn } from '../../plan/schedule.ts';
import * as code from './op-code.ts';
import type { OperandPlaces, RecordFields } from './operand-places.ts';

/** Records of the ops over parameters. */

export function encodeOptimizer(
  op: OptimizerOp,
  places: OperandPlaces,
  parameters: readonly ParameterInfo[],
): RecordFields[] {
  const { values, gradients, moments, byteLength } = places.map.arenas;
  const moment = (index: number) => present(moments[index], `moment ${index} of the parameters`);
  switch (op.kind) {
    case 'clipGradients': {
      const squares = parameters.map(({ gradient }, index) => [
        ...[code.GRADIENT_SQUARES, Number(index === 0), ...places.shape(gradient), places.at(gradient)],
      ]);
      return [...squares, [code.CLIP_GRADIENTS, 0, byteLength, 0, gradients, { float: op.maxNorm }]];
    }
    case 'addWeightDecay':
      return op.parameters.map((index) => {
        const { value, gradient } = parameters[index];
        const where = [places.bytes(value), places.at(value), places.at(gradient)];
        return [code.ADD_WEIGHT_DECAY, 0, ...where, { float: op.weightDecay }];
      });
    case 'decayWeights':
      return op.parameters.map((index) => {
        const { value } = parameters[index];
        const where = [places.bytes(value), places.at(value), 0];
        return [code.DECAY_WEIGHTS, 0, ...where, { float: op.weightDecay }, 0, ...schedule(op, places)];
      });
    case 'sgd': {
      const arenas = [byteLength, values, gradients, op.momentum > 0 ? moment(0) : 0];
      return [[code.SGD, sgdKind(op), ...arenas, ...schedule(op, places), { float: op.momentum }]];
    }
    case 'rmsprop': {
      const arenas = [byteLength, values, gradients, moment(0), op.momentum > 0 ? moment(1) : 0];
      const averaging = [{ float: op.alpha }, { float: 1 - op.alpha }];
      const constants = [{ float: op.epsilon }, { float: op.momentum }];
      return [[code.RMSPROP, 0, ...arenas, ...schedule(op, places), ...averaging, ...constants]];
    }
    case 'adam': {
      const arenas = [byteLength, values, gradients, moment(0), moment(1)];
      const averaging = [op.beta1, 1 - op.beta1, op.beta2, 1 - op.beta2].map((float) => ({ float }));
      return [[code.ADAM, 0, ...arenas, ...schedule(op, places), ...averaging, { float: op.epsilon }]];
    }
    default:
      return op satisfies never;
  }
}

/** Where the learning rate of a call's first step lies, and how far on the next step's. */
function schedule({ schedule: buffer }: Pick<SgdOp, 'schedule'>, places: OperandPlaces): number[] {
  return [places.at(buffer) + scheduleColumn('learningRate') * 4, places.stride(buffer)];
}

function sgdKind({ momentum, nesterov }: SgdOp): number {
  if (momentum === 0) return code.SGD_PLAIN;
  return nesterov ? code.SGD_NESTEROV : code.SGD_MOMENTUM;
}
