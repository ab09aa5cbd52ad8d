import { present } from '../../../assert.ts';
import type { AdamOp, RmspropOp, SgdOp } from '../../../plan/ops.ts';
import { SCHEDULE, scheduleColumn } from '../../../plan/schedule.ts';
import type { Dispatch } from './dispatch.ts';
import * as kernels from '../kernels/optimizer.ts';
import { elementwise, type OpContext } from './op-context.ts';

const STEP_CONSTANTS = {
  scheduleColumns: SCHEDULE.length,
  learningRate: scheduleColumn('learningRate'),
  firstCorrection: scheduleColumn('firstCorrection'),
  secondCorrection: scheduleColumn('secondCorrection'),
};

/** The update of all parameters at once: their arenas are padded alike, and padding stays 0. */
export async function optimizerDispatches(op: SgdOp | RmspropOp | AdamOp, context: OpContext): Promise<Dispatch[]> {
  const { state } = context;
  const { values, gradients, moments } = present(context.memory.arenas, 'the arenas of the parameters');
  const moment = (index: number) => present(moments[index], `moment ${index}`);
  const schedule = context.region(op.schedule);
  switch (op.kind) {
    case 'sgd': {
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
    }
    case 'rmsprop': {
      const { alpha, epsilon, momentum } = op;
      const square = moment(0);
      const averaged = await elementwise(context, kernels.averageSquare, [square, gradients, state], square, {
        constants: { decay: alpha, rest: 1 - alpha },
      });
      if (momentum === 0) {
        const updated = await elementwise(
          context,
          kernels.descendRmsprop,
          [values, gradients, square, schedule, state],
          values,
          {
            constants: { ...STEP_CONSTANTS, epsilon },
          },
        );
        return [averaged, updated];
      }
      const velocity = moment(1);
      const accelerated = await elementwise(
        context,
        kernels.accelerateRmsprop,
        [velocity, gradients, square, state],
        velocity,
        {
          constants: { momentum, epsilon },
        },
      );
      const updated = await elementwise(context, kernels.descend, [values, velocity, schedule, state], values, {
        constants: STEP_CONSTANTS,
      });
      return [averaged, accelerated, updated];
    }
    case 'adam': {
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
    }
    default:
      return op satisfies never;
  }
}
