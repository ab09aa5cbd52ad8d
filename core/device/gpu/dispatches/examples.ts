import type { AugmentOp, DropoutOp, GatherOp } from '../../../plan/ops.ts';
import { augment as augmentKernel } from '../kernels/augment.ts';
import { DROPOUT_CODE, dropoutWords } from '../wgsl/dropout.ts';
import { foldedGroups } from '../wgsl/folded-threads.ts';
import { GATHER_WORKGROUP, gatherCode } from '../wgsl/gather.ts';
import type { GpuOp } from './gpu-op.ts';
import { byPlanes } from './op-context.ts';
import { images } from './views.ts';

/** See `GatherOp`. */
export const gather: GpuOp<GatherOp> = {
  dispatches(op, { plan, kernels, region, state }) {
    const { elementType, columns: features } = plan.buffers[op.values];
    const rows = plan.buffers[op.indices].columns;
    const words = Uint32Array.of(rows, features, region(op.values).columns, 0);
    const groups = [Math.ceil(features / GATHER_WORKGROUP), rows, 1];
    const kernel = kernels.wgsl(gatherCode(elementType === 'byte'), words, groups);
    const reads = [op.values, op.labels, op.indices, op.scale, op.shift].map(region);
    return [{ kernel, reads: [...reads, state], writes: [region(op.x), region(op.batchLabels)] }];
  },
};

/** See `AugmentOp`. */
export const augment: GpuOp<AugmentOp> = {
  async dispatches(op, context) {
    const { plan, region, state } = context;
    const { height, width, channels } = op;
    const batch = plan.buffers[op.moves].columns / 3;
    const [x, y] = [images(region(op.x), batch, height), images(region(op.y), batch, height)];
    const reads = [x, region(op.moves), images(region(op.padding), 1, height), state];
    return [await byPlanes(context, augmentKernel, reads, y, { constants: { height, width, channels } })];
  },
};

/** See `DropoutOp`. */
export const dropout: GpuOp<DropoutOp> = {
  dispatches(op, { kernels, region, state }) {
    const { rows, columns } = region(op.x);
    const kernel = kernels.wgsl(DROPOUT_CODE, dropoutWords(rows * columns, op.rate), foldedGroups(rows * columns));
    const reads = [region(op.x), region(op.keys), region(op.stepNumbers), state];
    return [{ kernel, reads, writes: [region(op.y)] }];
  },
};
