import type { WeightNormBackwardOp, WeightNormOp } from '../../../plan/ops.ts';
import { chunksOf, chunkWords } from './chunks.ts';
import type { Dispatch } from './dispatch.ts';
import type { GpuOp } from './gpu-op.ts';
import { totals } from '../kernels/column-sums.ts';
import { copy } from '../kernels/matrix.ts';
import * as kernels from '../kernels/weight-norm.ts';
import { byRowsAndColumns, elementwise, workspace, type OpContext } from './op-context.ts';

/** See `WeightNormOp`. */
async function weightNormDispatches(op: WeightNormOp, context: OpContext): Promise<Dispatch[]> {
  const { region } = context;
  const [direction, norm] = [region(op.direction), region(op.norm)];
  const { rows, columns } = direction;
  const reads = [direction, region(op.magnitude), norm];
  const scaled = await byRowsAndColumns(context, kernels.scaledDirection, reads, region(op.weight));
  const chunked = chunksOf(rows);
  if (chunked === null) {
    return [await byRowsAndColumns(context, kernels.columnNorm, [direction], norm, { constants: { rows } }), scaled];
  }
  const { chunkRows, chunks } = chunked;
  const squares = workspace(context, 0, chunks, columns);
  const form = { constants: { rows, chunkRows, chunks } };
  return [
    await byRowsAndColumns(context, kernels.chunkSquares, [direction], squares, form),
    await byRowsAndColumns(context, kernels.mergedNorm, [squares], norm, { constants: { chunks } }),
    scaled,
  ];
}

export const weightNorm: GpuOp<WeightNormOp> = {
  dispatches: weightNormDispatches,
  workspaces: ({ direction }, plan) => [chunkWords(plan, direction, 1), 0],
};

/**
 * See `WeightNormBackwardOp`. Both gradients may lie in one arena, where no kernel may read one and write the other: so the
 * magnitude's is made in a workspace.
 */
async function weightNormBackwardDispatches(op: WeightNormBackwardOp, context: OpContext): Promise<Dispatch[]> {
  const { region } = context;
  const [direction, norm, gradWeight] = [region(op.direction), region(op.norm), region(op.gradWeight)];
  const { rows, columns } = direction;
  const gradMagnitude = workspace(context, 0, 1, columns);
  const reads = [direction, norm, gradWeight];
  const dispatches: Dispatch[] = [];
  const chunked = chunksOf(rows);
  if (chunked === null) {
    const form = { constants: { rows } };
    dispatches.push(await byRowsAndColumns(context, kernels.magnitudeGradient, reads, gradMagnitude, form));
  } else {
    const { chunkRows, chunks } = chunked;
    const partial = workspace(context, 1, chunks, columns);
    const form = { constants: { rows, chunkRows, chunks } };
    const total = { constants: { chunks, channels: columns, firstRow: 0 } };
    dispatches.push(
      await byRowsAndColumns(context, kernels.chunkMagnitudeGradient, reads, partial, form),
      await byRowsAndColumns(context, totals, [partial], gradMagnitude, total),
    );
  }
  const all = [direction, region(op.magnitude), norm, gradWeight, gradMagnitude];
  dispatches.push(
    await elementwise(context, copy, [gradMagnitude], region(op.gradMagnitude)),
    await byRowsAndColumns(context, kernels.directionGradient, all, region(op.gradDirection)),
  );
  return dispatches;
}

export const weightNormBackward: GpuOp<WeightNormBackwardOp> = {
  dispatches: weightNormBackwardDispatches,
  workspaces: ({ direction }, plan) => [plan.buffers[direction].columns, chunkWords(plan, direction, 1)],
};
