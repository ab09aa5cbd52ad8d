import { opBuffers } from '../../../plan/op-table.ts';
import type { BufferId, Plan } from '../../../plan/plan.ts';
import { wasmOp } from '../ops/op-table.ts';

/**
 * The image batches that lie dense, without padding behind each position's channels. Padding to whole vectors would make
 * pictures of one channel eight times as large, and a window's row could not be copied in one go. Only ops that can read or
 * write such a buffer may touch it.
 */
export function denseImages(plan: Plan): ReadonlySet<BufferId> {
  const images = new Set<BufferId>();
  const padded = new Set<BufferId>();
  for (const op of [...plan.phases.train.ops, ...plan.phases.evaluate.ops]) {
    const description = wasmOp(op);
    for (const image of description.images?.(op, plan) ?? []) images.add(image);
    const able = description.unpadded?.(op) ?? [];
    const { reads, writes } = opBuffers(op);
    for (const buffer of [...reads, ...writes]) if (!able.includes(buffer)) padded.add(buffer);
  }
  return new Set([...images].filter((image) => !padded.has(image)));
}
