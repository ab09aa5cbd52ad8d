import type { Conv2dGradInputOp, Conv2dGradWeightOp, Conv2dOp, GemmOp } from '../../../plan/ops.ts';
import type { BufferId } from '../../../plan/plan.ts';
import type { Dispatch } from './dispatch.ts';
import { partSums } from '../kernels/matrix.ts';
import { elementwise, workspace, type OpContext } from './op-context.ts';
import { convolutionKernel } from '../wgsl/convolution.ts';
import { gemmKernel, type ProductKernelForm } from '../wgsl/gemm.ts';

/** See `GemmOp`. */
export function gemmDispatches(op: GemmOp, context: OpContext): Promise<Dispatch[]> {
  return productDispatches(gemmKernel(op), op.bias === null ? [op.a, op.b] : [op.a, op.b, op.bias], op.c, context);
}

/** See `Conv2dOp`, `Conv2dGradInputOp` and `Conv2dGradWeightOp`. */
export function convolutionDispatches(
  op: Conv2dOp | Conv2dGradInputOp | Conv2dGradWeightOp,
  context: OpContext,
): Promise<Dispatch[]> {
  const kernel = convolutionKernel(op);
  switch (op.kind) {
    case 'conv2d':
      return productDispatches(
        kernel,
        op.bias === null ? [op.x, op.weight] : [op.x, op.weight, op.bias],
        op.y,
        context,
      );
    case 'conv2dGradInput':
      return productDispatches(kernel, [op.gradOutput, op.weight], op.gradInput, context);
    case 'conv2dGradWeight':
      return productDispatches(kernel, [op.x, op.gradOutput], op.gradWeight, context);
    default:
      return op satisfies never;
  }
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
