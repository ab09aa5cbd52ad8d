import type { BatchNormBackwardOp, BatchNormEvaluateOp, BatchNormOp } from '../../plan/ops.ts';
import type { Dispatch } from './dispatch.ts';
import * as kernels from './kernels/batch-norm.ts';
import type { Region } from './memory-map.ts';
import { byRowsAndColumns, stripOf, type OpContext } from './op-context.ts';

/** See `BatchNormOp`: statistics, normalization, scaling, running statistics. */
export async function batchNormDispatches(op: BatchNormOp, context: OpContext): Promise<Dispatch[]> {
  const { region, state } = context;
  const x = region(op.x);
  const { rows, columns: channels } = x;
  const statistics = stripOf(context, op.batchMean);
  const running = stripOf(context, op.runningMean);
  const [batchMean, invStd, batchVar, shift] = statistics.rows;
  const constants = { rows, channels, epsilon: op.epsilon };
  const dispatches = [
    await byRowsAndColumns(context, kernels.batchStatistics, [x], statistics.region, { constants }),
    await byRowsAndColumns(context, kernels.normalize, [x, invStd, shift], region(op.xHat)),
  ];
  if (op.gamma !== null && op.beta !== null) {
    const reads = [region(op.xHat), region(op.gamma), region(op.beta)];
    dispatches.push(await byRowsAndColumns(context, kernels.scaleAndShift, reads, region(op.y)));
  }
  const runningConstants = { channels, momentum: op.momentum, correction: rows / (rows - 1) };
  const reads = [region(op.runningMean), region(op.runningVar), batchMean, batchVar, state];
  dispatches.push(
    await byRowsAndColumns(context, kernels.runningStatistics, reads, running.region, { constants: runningConstants }),
  );
  return dispatches;
}

/** See `BatchNormEvaluateOp`. */
export async function batchNormEvaluateDispatches(op: BatchNormEvaluateOp, context: OpContext): Promise<Dispatch[]> {
  const { region } = context;
  const form = { constants: { epsilon: op.epsilon } };
  const reads = [op.x, op.runningMean, op.runningVar].map(region);
  if (op.gamma === null || op.beta === null) {
    return [await byRowsAndColumns(context, kernels.evaluatePlain, reads, region(op.y), form)];
  }
  const affine = [...reads, region(op.gamma), region(op.beta)];
  return [await byRowsAndColumns(context, kernels.evaluateAffine, affine, region(op.y), form)];
}

/** See `BatchNormBackwardOp`. */
export async function batchNormBackwardDispatches(op: BatchNormBackwardOp, context: OpContext): Promise<Dispatch[]> {
  const { region } = context;
  const xHat = region(op.xHat);
  const gradOutput = region(op.gradOutput);
  const { rows, columns: channels } = xHat;
  const dispatches: Dispatch[] = [];
  for (const { output, firstRow } of gradientSumOutputs(op, context)) {
    const constants = { rows, channels, firstRow };
    dispatches.push(await byRowsAndColumns(context, kernels.gradientSums, [xHat, gradOutput], output, { constants }));
  }
  const reads = [xHat, gradOutput, region(op.invStd), region(op.gradGamma), region(op.gradBeta)];
  const form = { constants: { rows } };
  dispatches.push(
    op.gamma === null
      ? await byRowsAndColumns(context, kernels.inputGradientPlain, reads, region(op.gradInput), form)
      : await byRowsAndColumns(
          context,
          kernels.inputGradientAffine,
          [...reads, region(op.gamma)],
          region(op.gradInput),
          form,
        ),
  );
  return dispatches;
}

/** Both sums at once where they lie below each other, as neighbours in the gradients' arena do; else one by one. */
function gradientSumOutputs(op: BatchNormBackwardOp, context: OpContext): { output: Region; firstRow: number }[] {
  const [gamma, beta] = [context.region(op.gradGamma), context.region(op.gradBeta)];
  const stride = beta.offset - gamma.offset;
  const adjacent =
    gamma.allocation === beta.allocation && stride >= gamma.columns * 4 && stride < gamma.columns * 4 + 256;
  if (!adjacent) return [gamma, beta].map((output, firstRow) => ({ output, firstRow }));
  return [
    { output: { allocation: gamma.allocation, offset: gamma.offset, rows: 2, columns: stride / 4 }, firstRow: 0 },
  ];
}
