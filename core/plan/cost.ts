import { opBuffers } from './op-buffers.ts';
import type { Op } from './ops.ts';
import { planMemory } from './memory.ts';
import type { BufferId, BufferInfo, PhaseName, Plan } from './plan.ts';

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

const ELEMENT_BYTES = { float: 4, int: 4, byte: 1 } as const;

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
  let flops = 0;
  let bytes = 0;
  for (const op of plan.phases[name].ops) {
    flops += opFlops(op, plan);
    bytes += opBytes(op, plan);
  }
  return { flops, bytes };
}

function opFlops(op: Op, plan: Plan): number {
  const size = (buffer: BufferId) => plan.buffers[buffer].rows * plan.buffers[buffer].columns;
  switch (op.kind) {
    case 'gather':
      return 2 * size(op.x);
    case 'gemm':
      return 2 * op.m * op.n * op.k + (op.bias === null ? 0 : op.m * op.n) + (op.accumulate ? op.m * op.n : 0);
    case 'activation':
      return size(op.x);
    case 'activationBackward':
      return 2 * size(op.x);
    case 'batchNorm':
      // Mean 1, centred squares 3, xHat 2, and gamma and beta 2.
      return (op.gamma === null ? 6 : 8) * size(op.x);
    case 'batchNormEvaluate':
      return 2 * size(op.x);
    case 'batchNormBackward':
      // The two sums 3, the input's gradient 5.
      return 8 * size(op.xHat);
    case 'softmaxCrossEntropy':
      return (op.gradLogits === null ? 4 : 6) * size(op.logits);
    case 'meanSquaredError':
      return (op.gradLogits === null ? 3 : 4) * size(op.logits);
    case 'columnSum':
      return size(op.x);
    case 'log':
      return 2 * size(op.rowLoss);
    case 'sgd':
      return countParameters(plan) * (op.nesterov ? 6 : op.momentum ? 4 : 2);
    default:
      return op satisfies never;
  }
}

function opBytes(op: Op, plan: Plan): number {
  const bytes = (buffer: BufferInfo) => buffer.rows * buffer.columns * ELEMENT_BYTES[buffer.elementType];
  if (op.kind === 'sgd') {
    // Reads value and gradient and writes the value; reads and writes the velocity.
    return countParameters(plan) * ELEMENT_BYTES.float * (op.momentum ? 5 : 3);
  }
  if (op.kind === 'gather') {
    // Only the batch's rows of the data set are read.
    const x = plan.buffers[op.x];
    const values = plan.buffers[op.values];
    return (
      x.rows * x.columns * (ELEMENT_BYTES[values.elementType] + ELEMENT_BYTES.float) + 3 * x.rows * ELEMENT_BYTES.int
    );
  }
  if (op.kind === 'log') return 2 * bytes(plan.buffers[op.rowLoss]) + 2 * ELEMENT_BYTES.float;
  const { reads, writes } = opBuffers(op);
  return [...reads, ...writes].reduce((sum, buffer) => sum + bytes(plan.buffers[buffer]), 0);
}
