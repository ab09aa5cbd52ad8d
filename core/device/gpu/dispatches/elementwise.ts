import type { ActivationBackwardOp, ActivationOp, AddOp, ColumnSumOp, LogOp, ReshapeOp } from '../../../plan/ops.ts';
import { present } from '../../../assert.ts';
import { ACTIVATION_FUNCTIONS, ACTIVATION_KERNELS } from '../kernels/activation.ts';
import { add as addKernel, copy } from '../kernels/matrix.ts';
import { logCode } from '../wgsl/step-state.ts';
import { chunkWords } from './chunks.ts';
import { columnSumDispatches } from './column-sums.ts';
import type { GpuOp } from './gpu-op.ts';
import { elementwise } from './op-context.ts';

const ACTIVATION_FORM = { functions: ACTIVATION_FUNCTIONS };

/** See `ActivationOp`. */
export const activation: GpuOp<ActivationOp> = {
  async dispatches(op, context) {
    const { region } = context;
    if (op.function === 'identity') return [await elementwise(context, copy, [region(op.x)], region(op.y))];
    const { forward } = ACTIVATION_KERNELS[op.function];
    return [await elementwise(context, forward, [region(op.x)], region(op.y), ACTIVATION_FORM)];
  },
};

/** See `ActivationBackwardOp`. */
export const activationBackward: GpuOp<ActivationBackwardOp> = {
  async dispatches(op, context) {
    const { region } = context;
    const gradOutput = region(op.gradOutput);
    if (op.function === 'identity') return [await elementwise(context, copy, [gradOutput], region(op.gradInput))];
    const { backward, backwardFrom } = ACTIVATION_KERNELS[op.function];
    const reads = [region(op[backwardFrom]), gradOutput];
    return [await elementwise(context, backward, reads, region(op.gradInput), ACTIVATION_FORM)];
  },
};

/** See `AddOp`. */
export const add: GpuOp<AddOp> = {
  dispatches: async ({ a, b, y }, context) => [
    await elementwise(context, addKernel, [context.region(a), context.region(b)], context.region(y)),
  ],
};

/** See `ReshapeOp`. */
export const reshape: GpuOp<ReshapeOp> = {
  dispatches: async ({ x, y }, context) => [await elementwise(context, copy, [context.region(x)], context.region(y))],
};

/** See `ColumnSumOp`. */
export const columnSum: GpuOp<ColumnSumOp> = {
  dispatches: ({ x, sum }, context) => columnSumDispatches(context.region(x), context.region(sum), context),
  workspaces: ({ x }, plan) => [chunkWords(plan, x, 1), 0],
};

/** See `LogOp`. */
export const log: GpuOp<LogOp> = {
  dispatches(op, { kernels, region, state }) {
    const columns = region(op.log).columns;
    const sums = [op.rowLoss, op.rowCorrect, op.rowTopK].slice(0, columns);
    const words = Uint32Array.of(region(op.rowLoss).rows, 0, 0, 0);
    const reads = sums.map((id) => region(present(id, 'what is logged')));
    return [{ kernel: kernels.wgsl(logCode(columns), words, [1, 1, 1]), reads, writes: [region(op.log), state] }];
  },
};
