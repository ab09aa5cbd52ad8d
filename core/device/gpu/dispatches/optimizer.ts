import { present } from '../../../assert.ts';
import type { AdamOp, RmspropOp, SgdOp } from '../../../plan/ops.ts';
import { SCHEDULE, scheduleColumn } from '../../../plan/schedule.ts';
import type { GpuOp } from './gpu-op.ts';
import * as kernels from '../kernels/optimizer.ts';
import { elementwise, type OpContext } from './op-context.ts';

const STEP_CONSTANTS = {
  scheduleColumns: SCHEDULE.length,
  learningRate: scheduleColumn('learningRate'),
  firstCorrection: scheduleColumn('firstCorrection'),
  secondCorrection: scheduleColumn('secondCorrection'),
};

/** The update of all parameters at once: their arenas are padded alike, and padding stays 0. */
function operandsOf({ schedule }: SgdOp | RmspropOp | AdamOp, { memory, region, state }: OpContext) {
  const { values, gradients, moments } = present(memory.arenas, 'the arenas of the parameters');
  const moment = (index: number) => present(moments[index], `moment ${index}`);
  return { values, gradients, moment, schedule: region(schedule), state };
}

/** See `SgdOp`. */
export const sgd: GpuOp<SgdOp> = {
  async dispatches(op, context) {
    const { values, gradients, moment, schedule, state } = operandsOf(op, context);
    const { momentum } = op;
    if (momentum === 0) {
      const reads = [values, gradients, schedule, state];
      return [await elementwise(context, kernels.descend, reads, values, { constants: STEP_CONSTANTS })];
    }
    const velocity = moment(0);
    const accelerated = await elementwise(context, kernels.accelerate, [velocity, gradients, state], velocity, {
      constants: { momentum },
    });
    const updated = op.nesterov
      ? await elementwise(context, kernels.descendNesterov, [values, gradients, velocity, schedule, state], values, {
          constants: { ...STEP_CONSTANTS, momentum },
        })
      : await elementwise(context, kernels.descend, [values, velocity, schedule, state], values, {
          constants: STEP_CONSTANTS,
        });
    return [accelerated, updated];
  },
};

/** See `RmspropOp`. */
export const rmsprop: GpuOp<RmspropOp> = {
  async dispatches(op, context) {
    const { values, gradients, moment, schedule, state } = operandsOf(op, context);
    const { alpha, epsilon, momentum } = op;
    const square = moment(0);
    const averaged = await elementwise(context, kernels.averageSquare, [square, gradients, state], square, {
      constants: { decay: alpha, rest: 1 - alpha },
    });
    if (momentum === 0) {
      const reads = [values, gradients, square, schedule, state];
      const form = { constants: { ...STEP_CONSTANTS, epsilon } };
      return [averaged, await elementwise(context, kernels.descendRmsprop, reads, values, form)];
    }
    const velocity = moment(1);
    const reads = [velocity, gradients, square, state];
    const form = { constants: { momentum, epsilon } };
    return [
      averaged,
      await elementwise(context, kernels.accelerateRmsprop, reads, velocity, form),
      await elementwise(context, kernels.descend, [values, velocity, schedule, state], values, {
        constants: STEP_CONSTANTS,
      }),
    ];
  },
};

/** See `AdamOp`. */
export const adam: GpuOp<AdamOp> = {
  async dispatches(op, context) {
    const { values, gradients, moment, schedule, state } = operandsOf(op, context);
    const { beta1, beta2, epsilon } = op;
    const [first, second] = [moment(0), moment(1)];
    return [
      await elementwise(context, kernels.averageGradient, [first, gradients, state], first, {
        constants: { decay: beta1, rest: 1 - beta1 },
      }),
      await elementwise(context, kernels.averageSquare, [second, gradients, state], second, {
        constants: { decay: beta2, rest: 1 - beta2 },
      }),
      await elementwise(context, kernels.descendAdam, [values, first, second, schedule, state], values, {
        constants: { ...STEP_CONSTANTS, epsilon },
      }),
    ];
  },
};
