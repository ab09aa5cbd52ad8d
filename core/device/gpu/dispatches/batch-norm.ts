import type {
  BatchNormBackwardOp,
  BatchNormEvaluateOp,
  BatchNormFrozenBackwardOp,
  BatchNormFrozenOp,
  BatchNormOp,
  BatchRenormOp,
} from '../../../plan/ops.ts';
import type { BufferId } from '../../../plan/plan.ts';
import { chunksOf, chunkWords } from './chunks.ts';
import { gradientSumDispatches } from './column-sums.ts';
import type { Dispatch } from './dispatch.ts';
import type { GpuOp, StripWish } from './gpu-op.ts';
import * as frozen from '../kernels/batch-norm-frozen.ts';
import * as kernels from '../kernels/batch-norm.ts';
import { chunkMoments } from '../kernels/column-sums.ts';
import type { Strip } from '../memory/region.ts';
import { byPlanes, byRowsAndColumns, elementwise, stripOf, workspace, type OpContext } from './op-context.ts';
import { stacked } from './views.ts';

/** See `BatchNormOp`: statistics, normalization, scaling, running statistics. */
async function batchNormDispatches(op: BatchNormOp, context: OpContext): Promise<Dispatch[]> {
  const x = stacked(context.region(op.x));
  const xHat = stacked(context.region(op.xHat));
  const [, invStd, , shift] = stripOf(context, op.batchMean).rows;
  return [
    ...(await statisticsDispatches(op, context)),
    await byPlanes(context, kernels.normalize, [x, invStd, shift], xHat),
    ...(await affineDispatches(op, context)),
    ...(await runningDispatches(op, context)),
  ];
}

export const batchNorm: GpuOp<BatchNormOp> = {
  dispatches: batchNormDispatches,
  strips: ({ batchMean, invStd, runningMean, runningVar }) => [
    { members: [batchMean, invStd], hidden: STATISTICS_HIDDEN_ROWS, updated: false },
    { members: [runningMean, runningVar], hidden: 0, updated: true },
  ],
  workspaces: ({ x }, plan) => [chunkWords(plan, x, 2), 0],
};

/** After batchMean and invStd: batchVar and the shift. */
export const STATISTICS_HIDDEN_ROWS = 2;

/** Fills the strip batchMean, invStd, batchVar, shift; see `batchStatistics`. */
export async function statisticsDispatches(op: BatchNormOp | BatchRenormOp, context: OpContext): Promise<Dispatch[]> {
  const x = context.region(op.x);
  const { rows, columns: channels } = x;
  const { region: statistics } = stripOf(context, op.batchMean);
  const constants = { rows, channels, epsilon: op.epsilon };
  const chunked = chunksOf(rows);
  if (chunked === null) {
    return [await byRowsAndColumns(context, kernels.batchStatistics, [x], statistics, { constants })];
  }
  const { chunkRows, chunks } = chunked;
  const moments = workspace(context, 0, 2 * chunks, channels);
  const merge = { constants: { ...constants, chunkRows, chunks } };
  return [
    await byRowsAndColumns(context, chunkMoments, [x], moments, { constants: { rows, chunkRows, chunks } }),
    await byRowsAndColumns(context, kernels.mergedStatistics, [moments, x], statistics, merge),
  ];
}

/** y = gamma · xHat + beta; nothing without affine. */
export async function affineDispatches(
  op: {
    readonly xHat: BufferId;
    readonly y: BufferId;
    readonly gamma: BufferId | null;
    readonly beta: BufferId | null;
  },
  context: OpContext,
): Promise<Dispatch[]> {
  if (op.gamma === null || op.beta === null) return [];
  const reads = [stacked(context.region(op.xHat)), context.region(op.gamma), context.region(op.beta)];
  return [await byPlanes(context, kernels.scaleAndShift, reads, stacked(context.region(op.y)))];
}

/** Both running statistics move towards the batch's. */
export async function runningDispatches(op: BatchNormOp | BatchRenormOp, context: OpContext): Promise<Dispatch[]> {
  const { region, state } = context;
  const { rows, columns: channels } = region(op.x);
  const [batchMean, , batchVar] = stripOf(context, op.batchMean).rows;
  const running: Strip = stripOf(context, op.runningMean);
  const constants = { channels, momentum: op.momentum, correction: rows / (rows - 1) };
  const reads = [region(op.runningMean), region(op.runningVar), batchMean, batchVar, state];
  return [await byRowsAndColumns(context, kernels.runningStatistics, reads, running.region, { constants })];
}

/** See `BatchNormEvaluateOp`. */
async function batchNormEvaluateDispatches(op: BatchNormEvaluateOp, context: OpContext): Promise<Dispatch[]> {
  const { region } = context;
  const form = { constants: { epsilon: op.epsilon } };
  const reads = [stacked(region(op.x)), region(op.runningMean), region(op.runningVar)];
  const y = stacked(region(op.y));
  if (op.gamma === null || op.beta === null) return [await byPlanes(context, kernels.evaluatePlain, reads, y, form)];
  const affine = [...reads, region(op.gamma), region(op.beta)];
  return [await byPlanes(context, kernels.evaluateAffine, affine, y, form)];
}

export const batchNormEvaluate: GpuOp<BatchNormEvaluateOp> = { dispatches: batchNormEvaluateDispatches };

/** See `BatchNormFrozenOp`. */
async function batchNormFrozenDispatches(op: BatchNormFrozenOp, context: OpContext): Promise<Dispatch[]> {
  const { region } = context;
  const invStd = region(op.invStd);
  const form = { constants: { epsilon: op.epsilon } };
  const reads = [stacked(region(op.x)), region(op.runningMean), invStd];
  return [
    await elementwise(context, frozen.inverseDeviation, [region(op.runningVar)], invStd, form),
    await byPlanes(context, frozen.normalizeFrozen, reads, stacked(region(op.xHat))),
    ...(await affineDispatches(op, context)),
  ];
}

export const batchNormFrozen: GpuOp<BatchNormFrozenOp> = { dispatches: batchNormFrozenDispatches };

/** See `BatchNormBackwardOp`. */
async function batchNormBackwardDispatches(op: BatchNormBackwardOp, context: OpContext): Promise<Dispatch[]> {
  const { region } = context;
  const [xHat, gradOutput] = [region(op.xHat), region(op.gradOutput)];
  const sums = { gradGamma: region(op.gradGamma), gradBeta: region(op.gradBeta) };
  const reads = [stacked(xHat), stacked(gradOutput), region(op.invStd), sums.gradGamma, sums.gradBeta];
  const gradInput = stacked(region(op.gradInput));
  const form = { constants: { rows: xHat.rows } };
  return [
    ...(await gradientSumDispatches(xHat, gradOutput, sums, context)),
    op.gamma === null
      ? await byPlanes(context, kernels.inputGradientPlain, reads, gradInput, form)
      : await byPlanes(context, kernels.inputGradientAffine, [...reads, region(op.gamma)], gradInput, form),
  ];
}

export const batchNormBackward: GpuOp<BatchNormBackwardOp> = {
  dispatches: batchNormBackwardDispatches,
  strips: gradientStrips,
  workspaces: ({ xHat }, plan) => [chunkWords(plan, xHat, 2), 0],
};

/** gradGamma and gradBeta are sums over the same rows, so one dispatch makes both where they lie below each other. */
export function gradientStrips({
  gradGamma,
  gradBeta,
}: Pick<BatchNormBackwardOp, 'gradGamma' | 'gradBeta'>): StripWish[] {
  return [{ members: [gradGamma, gradBeta], hidden: 0, updated: false }];
}

/** See `BatchNormFrozenBackwardOp`. */
async function batchNormFrozenBackwardDispatches(
  op: BatchNormFrozenBackwardOp,
  context: OpContext,
): Promise<Dispatch[]> {
  const { region } = context;
  const [xHat, gradOutput] = [region(op.xHat), region(op.gradOutput)];
  const sums = { gradGamma: region(op.gradGamma), gradBeta: region(op.gradBeta) };
  const reads = [stacked(gradOutput), region(op.invStd)];
  const gradInput = stacked(region(op.gradInput));
  return [
    ...(await gradientSumDispatches(xHat, gradOutput, sums, context)),
    op.gamma === null
      ? await byPlanes(context, frozen.inputGradientPlain, reads, gradInput)
      : await byPlanes(context, frozen.inputGradientAffine, [...reads, region(op.gamma)], gradInput),
  ];
}

export const batchNormFrozenBackward: GpuOp<BatchNormFrozenBackwardOp> = {
  dispatches: batchNormFrozenBackwardDispatches,
  strips: gradientStrips,
  workspaces: ({ xHat }, plan) => [chunkWords(plan, xHat, 2), 0],
};
