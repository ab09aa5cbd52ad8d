import { opBuffers } from './op-buffers.ts';
import type { ConvolutionGeometry, Op, OptimizerOp } from './ops.ts';
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
    case 'augment':
    case 'reshape':
      return 0;
    case 'conv2d':
    case 'conv2dGradInput':
    case 'conv2dGradWeight':
      return convolutionFlops(op.geometry) + (op.kind === 'conv2d' && op.bias !== null ? size(op.y) : 0);
    case 'maxPool':
    case 'averagePool':
      return op.geometry.kernelHeight * op.geometry.kernelWidth * size(op.y);
    case 'maxPoolBackward':
    case 'averagePoolBackward':
      return op.geometry.kernelHeight * op.geometry.kernelWidth * size(op.gradOutput);
    case 'dropout':
      // The hash has 12 integer operations, which count as the multiplication does.
      return 13 * size(op.x);
    case 'add':
      return size(op.y);
    case 'gemm':
      return 2 * op.m * op.n * op.k + (op.bias === null ? 0 : op.m * op.n) + (op.accumulate ? op.m * op.n : 0);
    case 'activation':
      return size(op.x);
    case 'activationBackward':
      return 2 * size(op.x);
    case 'batchNorm':
      // Mean 1, centred squares 3, xHat 2, and gamma and beta 2.
      return (op.gamma === null ? 6 : 8) * size(op.x);
    case 'batchRenorm':
    case 'groupNorm':
      return (op.gamma === null ? 6 : 8) * size(op.x);
    case 'batchNormEvaluate':
      return 2 * size(op.x);
    case 'batchNormFrozen':
      return (op.gamma === null ? 2 : 4) * size(op.x);
    case 'batchNormFrozenBackward':
      return 4 * size(op.xHat);
    case 'batchRenormBackward':
    case 'groupNormBackward':
      return 10 * size(op.xHat);
    case 'weightNorm':
      return 4 * size(op.direction);
    case 'weightNormBackward':
      return 6 * size(op.direction);
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
    default:
      return optimizerFlops(op, plan);
  }
}

function convolutionFlops(geometry: ConvolutionGeometry): number {
  const { batch, outHeight, outWidth, outChannels, kernelHeight, kernelWidth, inChannels } = geometry;
  return 2 * batch * outHeight * outWidth * outChannels * kernelHeight * kernelWidth * inChannels;
}

function optimizerFlops(op: OptimizerOp, plan: Plan): number {
  switch (op.kind) {
    case 'clipGradients':
      return 3 * countParameters(plan);
    case 'addWeightDecay':
    case 'decayWeights':
      return 2 * countParameters({ parameters: op.parameters.map((index) => plan.parameters[index]) });
    case 'sgd':
      return countParameters(plan) * (op.nesterov ? 6 : op.momentum > 0 ? 4 : 2);
    case 'rmsprop':
      return countParameters(plan) * (op.momentum > 0 ? 10 : 8);
    case 'adam':
      return countParameters(plan) * 13;
    default:
      return op satisfies never;
  }
}

function opBytes(op: Op, plan: Plan): number {
  const bytes = (buffer: BufferInfo) => buffer.rows * buffer.columns * ELEMENT_BYTES[buffer.elementType];
  if (isOptimizerOp(op)) return optimizerBytes(op, plan);
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

function isOptimizerOp(op: Op): op is OptimizerOp {
  return ['clipGradients', 'addWeightDecay', 'decayWeights', 'sgd', 'rmsprop', 'adam'].includes(op.kind);
}

/** Value and gradient are read and the value is written; each moment is read and written. */
function optimizerBytes(op: OptimizerOp, plan: Plan): number {
  const passes = (count: number) => countParameters(plan) * ELEMENT_BYTES.float * count;
  switch (op.kind) {
    case 'clipGradients':
      return passes(3);
    case 'addWeightDecay':
    case 'decayWeights':
      return (
        countParameters({ parameters: op.parameters.map((index) => plan.parameters[index]) }) * ELEMENT_BYTES.float * 3
      );
    case 'sgd':
      return passes(op.momentum > 0 ? 5 : 3);
    case 'rmsprop':
      return passes(op.momentum > 0 ? 7 : 5);
    case 'adam':
      return passes(7);
    default:
      return op satisfies never;
  }
}
