import type { BatchRenormBackwardOp, BatchRenormOp } from '../../../plan/ops.ts';
import {
  affineDispatches,
  gradientStrips,
  runningDispatches,
  STATISTICS_HIDDEN_ROWS,
  statisticsDispatches,
} from './batch-norm.ts';
import { chunkWords } from './chunks.ts';
import { gradientSumDispatches } from './column-sums.ts';
import type { Dispatch } from './dispatch.ts';
import type { GpuOp } from './gpu-op.ts';
import * as kernels from '../kernels/batch-renorm.ts';
import { byPlanes, byRowsAndColumns, stripOf, workspace, type OpContext } from './op-context.ts';
import { stacked } from './views.ts';

/** See `BatchRenormOp`: statistics, corrections by the running ones, normalization, scaling, running statistics. */
async function batchRenormDispatches(op: BatchRenormOp, context: OpContext): Promise<Dispatch[]> {
  const { region } = context;
  const x = region(op.x);
  const [, invStd, , shift] = stripOf(context, op.batchMean).rows;
  const { rMax, dMax, epsilon } = op;
  const constants = { channels: x.columns, epsilon, rMax, rMin: 1 / rMax, dMax };
  const statistics = [x, shift, invStd, region(op.runningMean), region(op.runningVar)];
  const { region: corrections } = stripOf(context, op.r);
  const reads = [stacked(x), invStd, shift, region(op.r), region(op.d)];
  return [
    ...(await statisticsDispatches(op, context)),
    await byRowsAndColumns(context, kernels.corrections, statistics, corrections, { constants }),
    await byPlanes(context, kernels.renormalize, reads, stacked(region(op.xHat))),
    ...(await affineDispatches(op, context)),
    ...(await runningDispatches(op, context)),
  ];
}

export const batchRenorm: GpuOp<BatchRenormOp> = {
  dispatches: batchRenormDispatches,
  strips: ({ batchMean, invStd, r, d, runningMean, runningVar }) => [
    { members: [batchMean, invStd], hidden: STATISTICS_HIDDEN_ROWS, updated: false },
    { members: [r, d], hidden: 0, updated: false },
    { members: [runningMean, runningVar], hidden: 0, updated: true },
  ],
  workspaces: ({ x }, plan) => [chunkWords(plan, x, 2), 0],
};

/** See `BatchRenormBackwardOp`. What only depends on the channel is computed first: one kernel binds eight buffers at most. */
async function batchRenormBackwardDispatches(op: BatchRenormBackwardOp, context: OpContext): Promise<Dispatch[]> {
  const { region } = context;
  const [xHat, gradOutput] = [region(op.xHat), region(op.gradOutput)];
  const sums = { gradGamma: region(op.gradGamma), gradBeta: region(op.gradBeta) };
  const factors = workspace(context, 1, 4, xHat.columns);
  const channel = [region(op.invStd), region(op.r), region(op.d), sums.gradGamma, sums.gradBeta];
  const form = { constants: { rows: xHat.rows } };
  const reads = [stacked(xHat), stacked(gradOutput), factors];
  const gradInput = stacked(region(op.gradInput));
  return [
    ...(await gradientSumDispatches(xHat, gradOutput, sums, context)),
    await byRowsAndColumns(context, kernels.gradientFactors, channel, factors, form),
    op.gamma === null
      ? await byPlanes(context, kernels.inputGradientPlain, reads, gradInput)
      : await byPlanes(context, kernels.inputGradientAffine, [...reads, region(op.gamma)], gradInput),
  ];
}

export const batchRenormBackward: GpuOp<BatchRenormBackwardOp> = {
  dispatches: batchRenormBackwardDispatches,
  strips: gradientStrips,
  workspaces: ({ xHat }, plan) => [chunkWords(plan, xHat, 2), 4 * plan.buffers[xHat].columns],
};
