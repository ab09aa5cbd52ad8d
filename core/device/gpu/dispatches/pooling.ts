import type {
  AveragePoolBackwardOp,
  AveragePoolOp,
  MaxPoolBackwardOp,
  MaxPoolOp,
  WindowGeometry,
} from '../../../plan/ops.ts';
import type { Dispatch } from './dispatch.ts';
import * as kernels from '../kernels/pooling.ts';
import type { Region } from '../memory/region.ts';
import { byPlanes, workspace, type OpContext } from './op-context.ts';
import { images } from './views.ts';

const FUNCTIONS = [kernels.quotient, kernels.isNumber, kernels.covered];

type PoolingOp = MaxPoolOp | MaxPoolBackwardOp | AveragePoolOp | AveragePoolBackwardOp;

/** See `MaxPoolOp`, `MaxPoolBackwardOp`, `AveragePoolOp` and `AveragePoolBackwardOp`. */
export async function poolingDispatches(op: PoolingOp, context: OpContext): Promise<Dispatch[]> {
  const { region } = context;
  const { batch, inHeight, outHeight } = op.geometry;
  const inputs = (of: Region) => images(of, batch, inHeight);
  const outputs = (of: Region) => images(of, batch, outHeight);
  switch (op.kind) {
    case 'maxPool':
    case 'averagePool': {
      const x = region(op.x);
      const form = formOf(op.geometry, x.columns);
      const kernel = op.kind === 'maxPool' ? kernels.maxPool : kernels.averagePool;
      return [await byPlanes(context, kernel, [inputs(x)], outputs(region(op.y)), form)];
    }
    case 'maxPoolBackward': {
      const [x, y, gradOutput] = [region(op.x), region(op.y), region(op.gradOutput)];
      const form = formOf(op.geometry, x.columns);
      const winners = outputs(workspace(context, 0, y.rows, y.columns));
      const reads = [winners, outputs(gradOutput)];
      return [
        await byPlanes(context, kernels.maxPoolWinner, [inputs(x), outputs(y)], winners, form),
        await byPlanes(context, kernels.maxPoolGradient, reads, inputs(region(op.gradInput)), form),
      ];
    }
    case 'averagePoolBackward': {
      const gradOutput = region(op.gradOutput);
      const form = formOf(op.geometry, gradOutput.columns);
      const gradInput = inputs(region(op.gradInput));
      return [await byPlanes(context, kernels.averagePoolGradient, [outputs(gradOutput)], gradInput, form)];
    }
    default:
      return op satisfies never;
  }
}

function formOf({ batch: _batch, ...window }: WindowGeometry, channels: number) {
  return { constants: { ...window, channels }, functions: FUNCTIONS };
}
