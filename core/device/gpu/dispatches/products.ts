import type { Conv2dGradInputOp, Conv2dGradWeightOp, Conv2dOp, GemmOp } from '../../../plan/ops.ts';
import { given } from '../../../plan/op-description.ts';
import type { BufferId } from '../../../plan/plan.ts';
import type { Dispatch } from './dispatch.ts';
import type { GpuOp, WorkspaceWords } from './gpu-op.ts';
import { partSums } from '../kernels/matrix.ts';
import { elementwise, workspace, type OpContext } from './op-context.ts';
import { convolutionKernel, convolutionShape, convolutionTiling } from '../wgsl/convolution.ts';
import { gemmKernel, gemmTiling, type ProductKernelForm } from '../wgsl/gemm.ts';
import type { ProductShape, Tiling } from '../wgsl/tiled-product.ts';

/** See `GemmOp`. */
export const gemm: GpuOp<GemmOp> = {
  dispatches: (op, context) => productDispatches(gemmKernel(op), given(op.a, op.b, op.bias), op.c, context),
  workspaces: (op) => partWords(op, gemmTiling(op)),
};

/** See `Conv2dOp`. */
export const conv2d: GpuOp<Conv2dOp> = {
  dispatches: (op, context) => productDispatches(convolutionKernel(op), given(op.x, op.weight, op.bias), op.y, context),
  workspaces: (op) => partWords(convolutionShape(op), convolutionTiling(op)),
};

/** See `Conv2dGradInputOp`. */
export const conv2dGradInput: GpuOp<Conv2dGradInputOp> = {
  dispatches: (op, context) =>
    productDispatches(convolutionKernel(op), [op.gradOutput, op.weight], op.gradInput, context),
  workspaces: (op) => partWords(convolutionShape(op), convolutionTiling(op)),
};

/** See `Conv2dGradWeightOp`. */
export const conv2dGradWeight: GpuOp<Conv2dGradWeightOp> = {
  dispatches: (op, context) => productDispatches(convolutionKernel(op), [op.x, op.gradOutput], op.gradWeight, context),
  workspaces: (op) => partWords(convolutionShape(op), convolutionTiling(op)),
};

function partWords({ m, n }: ProductShape, { parts }: Tiling): WorkspaceWords {
  return [parts === 1 ? 0 : parts * m * n, 0];
}

/** The product, and where its sums are made in parts, their addition. */
async function productDispatches(
  { code, words, groups, tiling: { parts } }: ProductKernelForm,
  reads: readonly BufferId[],
  output: BufferId,
  context: OpContext,
): Promise<Dispatch[]> {
  const c = context.region(output);
  const kernel = context.kernels.wgsl(code, words, groups);
  const factors = reads.map(context.region);
  if (parts === 1) return [{ kernel, reads: factors, writes: [c] }];
  const sums = workspace(context, 0, parts, c.rows * c.columns);
  return [
    { kernel, reads: factors, writes: [sums] },
    await elementwise(context, partSums, [sums], c, { constants: { parts } }),
  ];
}
