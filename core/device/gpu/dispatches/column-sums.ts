import { chunksOf } from './chunks.ts';
import type { Dispatch } from './dispatch.ts';
import { gradientSums } from '../kernels/batch-norm.ts';
import * as kernels from '../kernels/column-sums.ts';
import { columnSum } from '../kernels/matrix.ts';
import type { Region } from '../memory/region.ts';
import { byRowsAndColumns, workspace, type OpContext } from './op-context.ts';

/** sum[c] = Σ_r x[r, c] */
export async function columnSumDispatches(x: Region, sum: Region, context: OpContext): Promise<Dispatch[]> {
  const { rows, columns: channels } = x;
  const chunked = chunksOf(rows);
  if (chunked === null) return [await byRowsAndColumns(context, columnSum, [x], sum, { constants: { rows } })];
  const { chunkRows, chunks } = chunked;
  const sums = workspace(context, 0, chunks, channels);
  const total = { constants: { chunks, channels, firstRow: 0 } };
  return [
    await byRowsAndColumns(context, kernels.chunkSums, [x], sums, { constants: { rows, chunkRows, chunks } }),
    await byRowsAndColumns(context, kernels.totals, [sums], sum, total),
  ];
}

/** What a normalization's backward pass sums over all rows: gradGamma = Σ gradOutput · xHat and gradBeta = Σ gradOutput. */
export async function gradientSumDispatches(
  xHat: Region,
  gradOutput: Region,
  sums: { readonly gradGamma: Region; readonly gradBeta: Region },
  context: OpContext,
): Promise<Dispatch[]> {
  const { rows, columns: channels } = xHat;
  const chunked = chunksOf(rows);
  const dispatches: Dispatch[] = [];
  if (chunked === null) {
    for (const { output, firstRow } of outputsOf(sums)) {
      const constants = { rows, channels, firstRow };
      dispatches.push(await byRowsAndColumns(context, gradientSums, [xHat, gradOutput], output, { constants }));
    }
    return dispatches;
  }
  const { chunkRows, chunks } = chunked;
  const partial = workspace(context, 0, 2 * chunks, channels);
  const form = { constants: { rows, chunkRows, chunks } };
  dispatches.push(await byRowsAndColumns(context, kernels.chunkProductSums, [xHat, gradOutput], partial, form));
  for (const { output, firstRow } of outputsOf(sums)) {
    const constants = { chunks, channels, firstRow };
    dispatches.push(await byRowsAndColumns(context, kernels.totals, [partial], output, { constants }));
  }
  return dispatches;
}

/** Both sums at once where they lie below each other, as neighbours in the gradients' arena do; else one by one. */
function outputsOf({ gradGamma, gradBeta }: { readonly gradGamma: Region; readonly gradBeta: Region }): {
  output: Region;
  firstRow: number;
}[] {
  const stride = gradBeta.offset - gradGamma.offset;
  const adjacent =
    gradGamma.allocation === gradBeta.allocation &&
    stride >= gradGamma.columns * 4 &&
    stride < gradGamma.columns * 4 + 256;
  if (!adjacent) return [gradGamma, gradBeta].map((output, firstRow) => ({ output, firstRow }));
  const { allocation, offset } = gradGamma;
  return [{ output: { allocation, offset, rows: 2, columns: stride / 4 }, firstRow: 0 }];
}
