import { present } from '../../../assert.ts';
import type { AdamOp, AddWeightDecayOp, ClipGradientsOp, DecayWeightsOp, RmspropOp, SgdOp } from '../../../plan/ops.ts';
import type { BufferId, ParameterInfo, Plan } from '../../../plan/plan.ts';
import { scheduleColumn, type ScheduleColumn } from '../../../plan/schedule.ts';
import { adam as updateAdam } from './adam.ts';
import { clipGradients as clip } from './clip-gradients.ts';
import type { FloatMatrix } from '../buffers/matrix.ts';
import type { Execution, OpExecutor } from '../op-executor.ts';
import type { Operands } from '../buffers/operands.ts';
import { rmsprop as updateRmsprop } from './rmsprop.ts';
import { sgd as updateSgd } from './sgd.ts';
import * as decay from './weight-decay.ts';

export const clipGradients: OpExecutor<ClipGradientsOp> = ({ maxNorm }, { plan, operands }) => {
  clip(
    maxNorm,
    plan.parameters.map(({ gradient }) => operands.float(gradient)),
  );
};

export const addWeightDecay: OpExecutor<AddWeightDecayOp> = (op, { plan, operands }) => {
  for (const { value, gradient } of loaded(listed(op, plan), operands)) {
    decay.addWeightDecay(op.weightDecay, value, gradient);
  }
};

export const decayWeights: OpExecutor<DecayWeightsOp> = (op, execution) => {
  const { learningRate } = ratesOf(op.schedule, execution);
  for (const { value } of loaded(listed(op, execution.plan), execution.operands)) {
    decay.decayWeights(op.weightDecay, learningRate, value);
  }
};

export const sgd: OpExecutor<SgdOp> = (op, execution) => {
  const { learningRate } = ratesOf(op.schedule, execution);
  for (const { value, gradient, moment } of loaded(execution.plan.parameters, execution.operands)) {
    updateSgd(op, { value, gradient, velocity: op.momentum > 0 ? moment(0) : null }, learningRate);
  }
};

export const rmsprop: OpExecutor<RmspropOp> = (op, execution) => {
  const { learningRate } = ratesOf(op.schedule, execution);
  for (const { value, gradient, moment } of loaded(execution.plan.parameters, execution.operands)) {
    const velocity = op.momentum > 0 ? moment(1) : null;
    updateRmsprop(op, { value, gradient, squareAverage: moment(0), velocity }, learningRate);
  }
};

export const adam: OpExecutor<AdamOp> = (op, execution) => {
  const rates = ratesOf(op.schedule, execution);
  for (const { value, gradient, moment } of loaded(execution.plan.parameters, execution.operands)) {
    updateAdam(op, { value, gradient, firstMoment: moment(0), secondMoment: moment(1) }, rates);
  }
};

function loaded(parameters: readonly ParameterInfo[], operands: Operands): LoadedParameter[] {
  return parameters.map((parameter) => new LoadedParameter(parameter, operands));
}

class LoadedParameter {
  readonly value: FloatMatrix;
  readonly gradient: FloatMatrix;
  readonly moment: (index: number) => FloatMatrix;

  constructor({ path, value, gradient, moments }: ParameterInfo, operands: Operands) {
    this.value = operands.float(value);
    this.gradient = operands.float(gradient);
    this.moment = (index) => operands.float(present(moments[index], `moment ${index} of ${path}`));
  }
}

function listed({ parameters }: { readonly parameters: readonly number[] }, plan: Plan): ParameterInfo[] {
  return parameters.map((index) => plan.parameters[index]);
}

function ratesOf(schedule: BufferId, { operands, step }: Execution): Record<ScheduleColumn, number> {
  const { values, columns } = operands.float(schedule);
  const rate = (name: ScheduleColumn) => values[step * columns + scheduleColumn(name)];
  return {
    learningRate: rate('learningRate'),
    firstCorrection: rate('firstCorrection'),
    secondCorrection: rate('secondCorrection'),
  };
}
