import type { Op } from '../../../plan/ops.ts';
import type { BufferId, Plan } from '../../../plan/plan.ts';
import { chunksOf } from './chunks.ts';
import { STRIDED_TURNS } from '../kernels/strided-sums.ts';
import { BINDING_ALIGNMENT } from '../adapter/web-gpu.ts';
import { convolutionShape, convolutionTiling } from '../wgsl/convolution.ts';
import { gemmTiling } from '../wgsl/gemm.ts';
import type { ProductShape, Tiling } from '../wgsl/tiled-product.ts';

/** How many words an op wants of both workspaces: for what its kernels hand on to each other. */
export function opWorkspaces(op: Op, plan: Plan): readonly [number, number] {
  const shape = (id: BufferId) => plan.buffers[id];
  const size = (id: BufferId) => shape(id).rows * shape(id).columns;
  /** So many sums down the columns, in chunks of rows. */
  const chunked = (id: BufferId, sums: number) => (chunksOf(shape(id).rows)?.chunks ?? 0) * sums * shape(id).columns;
  switch (op.kind) {
    case 'gemm':
      return [partWords(op, gemmTiling(op)), 0];
    case 'conv2d':
    case 'conv2dGradInput':
    case 'conv2dGradWeight':
      return [partWords(convolutionShape(op), convolutionTiling(op)), 0];
    case 'maxPoolBackward':
      return [size(op.y), 0];
    case 'columnSum':
      return [chunked(op.x, 1), 0];
    case 'batchNorm':
    case 'batchRenorm':
      return [chunked(op.x, 2), 0];
    case 'batchNormBackward':
    case 'batchNormFrozenBackward':
      return [chunked(op.xHat, 2), 0];
    case 'batchRenormBackward':
      return [chunked(op.xHat, 2), 4 * shape(op.xHat).columns];
    case 'groupNorm':
      return [2 * shape(op.x).rows * op.groups, size(op.invStd)];
    case 'groupNormBackward':
      return [Math.max(chunked(op.xHat, 2), 2 * shape(op.xHat).rows * op.groups), 2 * size(op.invStd)];
    case 'weightNorm':
      return [chunked(op.direction, 1), 0];
    case 'weightNormBackward':
      return [shape(op.direction).columns, chunked(op.direction, 1)];
    case 'clipGradients':
      return clipWords(plan);
    default:
      return [0, 0];
  }
}

function partWords({ m, n }: ProductShape, { parts }: Tiling): number {
  return parts === 1 ? 0 : parts * m * n;
}

/** The first two of the shrinking vectors of sums; the later ones are smaller. */
function clipWords({ parameters, buffers }: Plan): readonly [number, number] {
  const padding = BINDING_ALIGNMENT / 4;
  const words = parameters.reduce((sum, { gradient }) => {
    const { rows, columns } = buffers[gradient];
    return sum + Math.ceil((rows * columns) / padding) * padding;
  }, 0);
  const first = Math.ceil(words / STRIDED_TURNS);
  return [first, Math.ceil(first / STRIDED_TURNS)];
}
