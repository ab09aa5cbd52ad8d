import type {
  AveragePoolBackwardOp,
  AveragePoolOp,
  MaxPoolBackwardOp,
  MaxPoolOp,
  WindowGeometry,
} from '../../../plan/ops.ts';
import type { KernelFunction } from '../compile/gpu-js.ts';
import type { Dispatch } from './dispatch.ts';
import type { GpuOp } from './gpu-op.ts';
import * as kernels from '../kernels/pooling.ts';
import type { Region } from '../memory/region.ts';
import { byPlanes, workspace, type OpContext } from './op-context.ts';
import { images } from './views.ts';

const FUNCTIONS = [kernels.quotient, kernels.isNumber, kernels.covered];

/** See `MaxPoolOp`. */
export const maxPool: GpuOp<MaxPoolOp> = {
  dispatches: async (op, context) => [await pooled(kernels.maxPool, op, context)],
};

/** See `AveragePoolOp`. */
export const averagePool: GpuOp<AveragePoolOp> = {
  dispatches: async (op, context) => [await pooled(kernels.averagePool, op, context)],
};

/** See `MaxPoolBackwardOp`. */
export const maxPoolBackward: GpuOp<MaxPoolBackwardOp> = {
  async dispatches(op, context) {
    const { region } = context;
    const { inputs, outputs } = imagesOf(op.geometry);
    const [x, y, gradOutput] = [region(op.x), region(op.y), region(op.gradOutput)];
    const form = formOf(op.geometry, x.columns);
    const winners = outputs(workspace(context, 0, y.rows, y.columns));
    const reads = [winners, outputs(gradOutput)];
    return [
      await byPlanes(context, kernels.maxPoolWinner, [inputs(x), outputs(y)], winners, form),
      await byPlanes(context, kernels.maxPoolGradient, reads, inputs(region(op.gradInput)), form),
    ];
  },
  workspaces: ({ y }, { buffers }) => [buffers[y].rows * buffers[y].columns, 0],
};

/** See `AveragePoolBackwardOp`. */
export const averagePoolBackward: GpuOp<AveragePoolBackwardOp> = {
  async dispatches(op, context) {
    const { inputs, outputs } = imagesOf(op.geometry);
    const gradOutput = context.region(op.gradOutput);
    const form = formOf(op.geometry, gradOutput.columns);
    const gradInput = inputs(context.region(op.gradInput));
    return [await byPlanes(context, kernels.averagePoolGradient, [outputs(gradOutput)], gradInput, form)];
  },
};

function pooled(kernel: KernelFunction, op: MaxPoolOp | AveragePoolOp, context: OpContext): Promise<Dispatch> {
  const { inputs, outputs } = imagesOf(op.geometry);
  const x = context.region(op.x);
  return byPlanes(context, kernel, [inputs(x)], outputs(context.region(op.y)), formOf(op.geometry, x.columns));
}

/** How matrices before the windows and after them are seen. */
function imagesOf({ batch, inHeight, outHeight }: WindowGeometry) {
  return {
    inputs: (of: Region) => images(of, batch, inHeight),
    outputs: (of: Region) => images(of, batch, outHeight),
  };
}

function formOf({ batch: _batch, ...window }: WindowGeometry, channels: number) {
  return { constants: { ...window, channels }, functions: FUNCTIONS };
}
