import { present } from '../../assert.ts';
import type { OptimizerOp } from '../../plan/ops.ts';
import type { BufferId, ParameterInfo, Plan } from '../../plan/plan.ts';
import { scheduleColumn, type ScheduleColumn } from '../../plan/schedule.ts';
import { adam } from './adam.ts';
import { clipGradients } from './clip-gradients.ts';
import type { FloatMatrix } from './matrix.ts';
import type { Operands } from './operands.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';
import { addWeightDecay, decayWeights } from './weight-decay.ts';

/** Runs one op over the parameters. */
export function executeOptimizer(op: OptimizerOp, plan: Plan, operands: Operands, step: number): void {
  const each = (update: (parameter: LoadedParameter) => void, parameters = plan.parameters) =>
    parameters.forEach((parameter) => update(new LoadedParameter(parameter, operands)));
  switch (op.kind) {
    case 'clipGradients':
      return clipGradients(
        op.maxNorm,
        plan.parameters.map(({ gradient }) => operands.float(gradient)),
      );
    case 'addWeightDecay':
      return each(({ value, gradient }) => addWeightDecay(op.weightDecay, value, gradient), listed(op, plan));
    case 'decayWeights': {
      const { learningRate } = ratesOf(op.schedule, operands, step);
      return each(({ value }) => decayWeights(op.weightDecay, learningRate, value), listed(op, plan));
    }
    case 'sgd': {
      const { learningRate } = ratesOf(op.schedule, operands, step);
      return each(({ value, gradient, moment }) => {
        sgd(op, { value, gradient, velocity: op.momentum > 0 ? moment(0) : null }, learningRate);
      });
    }
    case 'rmsprop': {
      const { learningRate } = ratesOf(op.schedule, operands, step);
      return each(({ value, gradient, moment }) => {
        const velocity = op.momentum > 0 ? moment(1) : null;
        rmsprop(op, { value, gradient, squareAverage: moment(0), velocity }, learningRate);
      });
    }
    case 'adam': {
      const rates = ratesOf(op.schedule, operands, step);
      return each(({ value, gradient, moment }) => {
        adam(op, { value, gradient, firstMoment: moment(0), secondMoment: moment(1) }, rates);
      });
    }
    default:
      return op satisfies never;
  }
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

function ratesOf(schedule: BufferId, operands: Operands, step: number): Record<ScheduleColumn, number> {
  const { values, columns } = operands.float(schedule);
  const rate = (name: ScheduleColumn) => values[step * columns + scheduleColumn(name)];
  return {
    learningRate: rate('learningRate'),
    firstCorrection: rate('firstCorrection'),
    secondCorrection: rate('secondCorrection'),
  };
}
