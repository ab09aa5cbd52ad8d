import type { MeanSquaredErrorOp, SoftmaxCrossEntropyOp } from '../../../plan/ops.ts';
import type { BufferId } from '../../../plan/plan.ts';
import type { Dispatch } from './dispatch.ts';
import type { GpuOp } from './gpu-op.ts';
import * as kernels from '../kernels/loss.ts';
import { byRowsAndColumns, stripOf, type OpContext } from './op-context.ts';

/** See `SoftmaxCrossEntropyOp` and `MeanSquaredErrorOp`: what is known of each row, then the gradient. */
async function lossDispatches(op: SoftmaxCrossEntropyOp | MeanSquaredErrorOp, context: OpContext): Promise<Dispatch[]> {
  const { region } = context;
  const logits = region(op.logits);
  const labels = region(op.batchLabels);
  const members = lossRows(op);
  const strip = stripOf(context, op.rowLoss);
  const constants: kernels.LossConstants = {
    rows: logits.rows,
    classes: logits.columns,
    labelSmoothing: op.kind === 'softmaxCrossEntropy' ? op.labelSmoothing : 0,
    topK: op.topK,
    largestRow: members.length,
    softmax: op.kind === 'softmaxCrossEntropy' ? 1 : 0,
  };
  const form = { constants: { ...constants } };
  const dispatches = [
    await byRowsAndColumns(context, kernels.lossRows, [logits, labels], strip.region, {
      ...form,
      functions: [kernels.logOnePlus],
    }),
  ];
  if (op.gradLogits === null) return dispatches;
  const gradLogits = region(op.gradLogits);
  const [largest, sum] = strip.rows.slice(members.length);
  dispatches.push(
    op.kind === 'softmaxCrossEntropy'
      ? await byRowsAndColumns(context, kernels.crossEntropyGradient, [logits, labels, largest, sum], gradLogits, form)
      : await byRowsAndColumns(context, kernels.squaredErrorGradient, [logits, labels], gradLogits, form),
  );
  return dispatches;
}

const loss: GpuOp<SoftmaxCrossEntropyOp | MeanSquaredErrorOp> = {
  dispatches: lossDispatches,
  strips: (op) => [{ members: lossRows(op), hidden: HIDDEN_ROWS, updated: false }],
};

export const softmaxCrossEntropy: GpuOp<SoftmaxCrossEntropyOp> = loss;
export const meanSquaredError: GpuOp<MeanSquaredErrorOp> = loss;

/** After the rows of the plan: the largest logit, and Σ exp(logit − largest). */
const HIDDEN_ROWS = 2;

function lossRows({
  rowLoss,
  rowCorrect,
  rowTopK,
}: Pick<SoftmaxCrossEntropyOp, 'rowLoss' | 'rowCorrect' | 'rowTopK'>): BufferId[] {
  return rowTopK === null ? [rowLoss, rowCorrect] : [rowLoss, rowCorrect, rowTopK];
}
