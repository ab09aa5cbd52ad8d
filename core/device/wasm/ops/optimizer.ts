import { present } from '../../../assert.ts';
import type { AdamOp, AddWeightDecayOp, ClipGradientsOp, DecayWeightsOp, RmspropOp, SgdOp } from '../../../plan/ops.ts';
import { scheduleColumn } from '../../../plan/schedule.ts';
import * as code from '../op-code.ts';
import type { OperandPlaces } from './operand-places.ts';
import type { WasmOp } from './wasm-op.ts';

/** Records of the ops over parameters. */

export const clipGradients: WasmOp<ClipGradientsOp> = {
  encode(op, places, parameters) {
    const { gradients, byteLength } = places.map.arenas;
    const squares = parameters.map(({ gradient }, index) => [
      ...[code.GRADIENT_SQUARES, Number(index === 0), ...places.shape(gradient), places.at(gradient)],
    ]);
    return [...squares, [code.CLIP_GRADIENTS, 0, byteLength, 0, gradients, { float: op.maxNorm }]];
  },
  recordCount: (_op, parameters) => parameters.length + 1,
};

export const addWeightDecay: WasmOp<AddWeightDecayOp> = {
  encode: (op, places, parameters) =>
    op.parameters.map((index) => {
      const { value, gradient } = parameters[index];
      const where = [places.bytes(value), places.at(value), places.at(gradient)];
      return [code.ADD_WEIGHT_DECAY, 0, ...where, { float: op.weightDecay }];
    }),
  recordCount: ({ parameters }) => parameters.length,
};

export const decayWeights: WasmOp<DecayWeightsOp> = {
  encode: (op, places, parameters) =>
    op.parameters.map((index) => {
      const { value } = parameters[index];
      const where = [places.bytes(value), places.at(value), 0];
      return [code.DECAY_WEIGHTS, 0, ...where, { float: op.weightDecay }, 0, ...schedule(op, places)];
    }),
  recordCount: ({ parameters }) => parameters.length,
};

export const sgd: WasmOp<SgdOp> = {
  encode(op, places) {
    const { values, gradients, byteLength } = places.map.arenas;
    const arenas = [byteLength, values, gradients, op.momentum > 0 ? moment(0, places) : 0];
    return [[code.SGD, sgdKind(op), ...arenas, ...schedule(op, places), { float: op.momentum }]];
  },
};

export const rmsprop: WasmOp<RmspropOp> = {
  encode(op, places) {
    const { values, gradients, byteLength } = places.map.arenas;
    const arenas = [byteLength, values, gradients, moment(0, places), op.momentum > 0 ? moment(1, places) : 0];
    const averaging = [{ float: op.alpha }, { float: 1 - op.alpha }];
    const constants = [{ float: op.epsilon }, { float: op.momentum }];
    return [[code.RMSPROP, 0, ...arenas, ...schedule(op, places), ...averaging, ...constants]];
  },
};

export const adam: WasmOp<AdamOp> = {
  encode(op, places) {
    const { values, gradients, byteLength } = places.map.arenas;
    const arenas = [byteLength, values, gradients, moment(0, places), moment(1, places)];
    const averaging = [op.beta1, 1 - op.beta1, op.beta2, 1 - op.beta2].map((float) => ({ float }));
    return [[code.ADAM, 0, ...arenas, ...schedule(op, places), ...averaging, { float: op.epsilon }]];
  },
};

function moment(index: number, places: OperandPlaces): number {
  return present(places.map.arenas.moments[index], `moment ${index} of the parameters`);
}

/** Where the learning rate of a call's first step lies, and how far on the next step's. */
function schedule({ schedule: buffer }: Pick<SgdOp, 'schedule'>, places: OperandPlaces): number[] {
  return [places.at(buffer) + scheduleColumn('learningRate') * 4, places.stride(buffer)];
}

function sgdKind({ momentum, nesterov }: SgdOp): number {
  if (momentum === 0) return code.SGD_PLAIN;
  return nesterov ? code.SGD_NESTEROV : code.SGD_MOMENTUM;
}
