import { planMemory } from './memory.ts';
import { ELEMENT_BYTES, type PlanSizes } from './op-description.ts';
import { describeOp, opBuffers } from './op-table.ts';
import type { Op } from './ops.ts';
import type { BufferId, PhaseName, Plan } from './plan.ts';

export interface PhaseCost {
  /** Floating-point operations of one step; a multiply-add counts as two, exp, log and the like as one. */
  readonly flops: number;
  /** Bytes that the ops of one step read and write, if no op's operands stay in a cache. */
  readonly bytes: number;
}

export interface PlanCost {
  /** Learned numbers. */
  readonly parameterCount: number;
  /** Bytes of a dense f32 layout, data set included. */
  readonly memoryBytes: number;
  readonly phases: Readonly<Record<PhaseName, PhaseCost>>;
}

/** What a plan costs to run, from its ops alone. */
export function planCost(plan: Plan): PlanCost {
  return {
    parameterCount: countParameters(plan),
    memoryBytes: planMemory(plan, {
      rowStride: (buffer) => buffer.columns * ELEMENT_BYTES[buffer.elementType],
      alignment: 4,
    }).totalBytes,
    phases: { train: phaseCost(plan, 'train'), evaluate: phaseCost(plan, 'evaluate') },
  };
}

export function countParameters(plan: Pick<Plan, 'parameters'>): number {
  return plan.parameters.reduce((count, { shape }) => count + shape.reduce((a, b) => a * b, 1), 0);
}

function phaseCost(plan: Plan, name: PhaseName): PhaseCost {
  const sizes = sizesOf(plan);
  let flops = 0;
  let bytes = 0;
  for (const op of plan.phases[name].ops) {
    const description = describeOp(op);
    flops += description.flops(op, sizes);
    bytes += description.bytes === undefined ? touchedBytes(op, sizes) : description.bytes(op, sizes);
  }
  return { flops, bytes };
}

function touchedBytes(op: Op, sizes: PlanSizes): number {
  const { reads, writes } = opBuffers(op);
  return [...reads, ...writes].reduce((sum, buffer) => sum + sizes.bytes(buffer), 0);
}

function sizesOf(plan: Plan): PlanSizes {
  const info = (buffer: BufferId) => plan.buffers[buffer];
  const size = (buffer: BufferId) => info(buffer).rows * info(buffer).columns;
  return {
    info,
    size,
    bytes: (buffer) => size(buffer) * ELEMENT_BYTES[info(buffer).elementType],
    parameterCount: (parameters) =>
      countParameters(
        parameters === undefined ? plan : { parameters: parameters.map((index) => plan.parameters[index]) },
      ),
  };
}
