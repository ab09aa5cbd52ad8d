import { opBuffers } from '../../plan/op-table.ts';
import type { Op } from '../../plan/ops.ts';
import type { BufferId, Plan } from '../../plan/plan.ts';

/**
 * The image batches that lie dense, without padding behind each position's channels. Padding to whole vectors would make
 * pictures of one channel eight times as large, and a window's row could not be copied in one go. Only ops that can read or
 * write such a buffer may touch it.
 */
export function denseImages(plan: Plan): ReadonlySet<BufferId> {
  const images = new Set<BufferId>();
  const padded = new Set<BufferId>();
  for (const op of [...plan.phases.train.ops, ...plan.phases.evaluate.ops]) {
    for (const image of imagesOf(op, plan)) images.add(image);
    const able = ableToBeDense(op);
    const { reads, writes } = opBuffers(op);
    for (const buffer of [...reads, ...writes]) if (!able.includes(buffer)) padded.add(buffer);
  }
  return new Set([...images].filter((image) => !padded.has(image)));
}

function imagesOf(op: Op, plan: Plan): BufferId[] {
  switch (op.kind) {
    case 'gather':
      return plan.buffers[op.x].rows > plan.buffers[op.batchLabels].rows ? [op.x] : [];
    case 'conv2d':
    case 'conv2dGradWeight':
      return [op.x];
    default:
      return [];
  }
}

function ableToBeDense(op: Op): BufferId[] {
  switch (op.kind) {
    case 'gather':
    case 'conv2d':
    case 'conv2dGradWeight':
      return [op.x];
    case 'augment':
    case 'reshape':
      return [op.x, op.y];
    default:
      return [];
  }
}
