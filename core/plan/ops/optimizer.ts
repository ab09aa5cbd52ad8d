import type { BufferId } from '../buffer.ts';
import { ELEMENT_BYTES, type OpDescription, type PlanSizes } from '../op-description.ts';
import { SCHEDULE } from '../schedule.ts';
import type { ShapeCheck } from '../shape-check.ts';

/**
 * The ops over `Plan.parameters` at once: their values, gradients and moments lie in parallel arenas. What changes from step
 * to step stands in row s of the phase's `schedule` (columns in the order of `SCHEDULE`), which the host writes.
 */
export type OptimizerOp = ClipGradientsOp | AddWeightDecayOp | DecayWeightsOp | SgdOp | RmspropOp | AdamOp;

/**
 * norm = √(Σ gradient²) over all elements of all parameters; each gradient is multiplied by
 * min(1, maxNorm / (norm + 1e-6)). PyTorch's clip_grad_norm_. maxNorm > 0.
 */
export interface ClipGradientsOp {
  readonly kind: 'clipGradients';
  readonly maxNorm: number;
}

export const clipGradients: OpDescription<ClipGradientsOp> = {
  buffers: () => ({ reads: [], writes: [] }),
  check: ({ maxNorm }, check) => check.that(maxNorm > 0, `maxNorm must be above 0, is ${maxNorm}`),
  flops: (_op, { parameterCount }) => 3 * parameterCount(),
  bytes: (_op, sizes) => passesOver(sizes, 3),
  convention: 'gradients are clipped by their norm over all parameters, before anything else',
};

/** L2 penalty, weightDecay / 2 · Σ value²: gradient += weightDecay · value, for the listed parameters. */
export interface AddWeightDecayOp {
  readonly kind: 'addWeightDecay';
  readonly weightDecay: number;
  /** Indices in `Plan.parameters`, ascending. */
  readonly parameters: readonly number[];
}

export const addWeightDecay: OpDescription<AddWeightDecayOp> = {
  buffers: () => ({ reads: [], writes: [] }),
  check: () => undefined,
  flops: ({ parameters }, { parameterCount }) => 2 * parameterCount(parameters),
  bytes: ({ parameters }, sizes) => passesOver(sizes, 3, parameters),
  convention:
    'an L2 penalty, gradient += weightDecay · value, with every optimizer but adamw; none if absent',
};

/**
 * Decoupled weight decay: value −= learningRate · weightDecay · value, for the listed parameters, before their update.
 * Loshchilov & Hutter 2019, algorithm 2; PyTorch's AdamW.
 */
export interface DecayWeightsOp {
  readonly kind: 'decayWeights';
  readonly schedule: BufferId;
  readonly weightDecay: number;
  /** Indices in `Plan.parameters`, ascending. */
  readonly parameters: readonly number[];
}

export const decayWeights: OpDescription<DecayWeightsOp> = {
  buffers: ({ schedule }) => ({ reads: [schedule], writes: [] }),
  check: checkSchedule,
  flops: ({ parameters }, { parameterCount }) => 2 * parameterCount(parameters),
  bytes: ({ parameters }, sizes) => passesOver(sizes, 3, parameters),
  convention: 'adamw decays values instead, value −= learningRate · weightDecay · value, before their update',
};

/**
 * With momentum 0: value −= learningRate · gradient. Above 0: velocity = momentum · velocity + gradient;
 * value −= learningRate · (nesterov ? gradient + momentum · velocity : velocity). PyTorch's SGD with dampening 0.
 * The velocity is moment 0.
 */
export interface SgdOp {
  readonly kind: 'sgd';
  readonly schedule: BufferId;
  readonly momentum: number;
  readonly nesterov: boolean;
}

export const sgd: OpDescription<SgdOp> = {
  buffers: ({ schedule }) => ({ reads: [schedule], writes: [] }),
  check: checkSchedule,
  flops: ({ nesterov, momentum }, { parameterCount }) => parameterCount() * (nesterov ? 6 : momentum > 0 ? 4 : 2),
  bytes: ({ momentum }, sizes) => passesOver(sizes, momentum > 0 ? 5 : 3),
  convention: 'PyTorch’s SGD, dampening 0',
};

/**
 * squareAverage = alpha · squareAverage + (1 − alpha) · gradient²; direction = gradient / (√squareAverage + epsilon).
 * With momentum 0: value −= learningRate · direction. Above 0: velocity = momentum · velocity + direction;
 * value −= learningRate · velocity. PyTorch's RMSprop, not centered. Moment 0 is squareAverage, moment 1 the velocity.
 */
export interface RmspropOp {
  readonly kind: 'rmsprop';
  readonly schedule: BufferId;
  readonly alpha: number;
  readonly epsilon: number;
  readonly momentum: number;
}

export const rmsprop: OpDescription<RmspropOp> = {
  buffers: ({ schedule }) => ({ reads: [schedule], writes: [] }),
  check: checkSchedule,
  flops: ({ momentum }, { parameterCount }) => parameterCount() * (momentum > 0 ? 10 : 8),
  bytes: ({ momentum }, sizes) => passesOver(sizes, momentum > 0 ? 7 : 5),
  convention: 'PyTorch’s RMSprop, not centered',
};

/**
 * firstMoment = beta1 · firstMoment + (1 − beta1) · gradient; secondMoment = beta2 · secondMoment + (1 − beta2) · gradient²;
 * value −= learningRate · firstCorrection · firstMoment / (√secondMoment · secondCorrection + epsilon), where the schedule
 * gives firstCorrection = 1 / (1 − beta1^t) and secondCorrection = 1 / √(1 − beta2^t) for the t-th update, t from 1.
 * Kingma & Ba 2015, algorithm 1; epsilon where PyTorch's Adam has it. The moments are moment 0 and moment 1.
 */
export interface AdamOp {
  readonly kind: 'adam';
  readonly schedule: BufferId;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export const adam: OpDescription<AdamOp> = {
  buffers: ({ schedule }) => ({ reads: [schedule], writes: [] }),
  check: checkSchedule,
  flops: (_op, { parameterCount }) => parameterCount() * 13,
  bytes: (_op, sizes) => passesOver(sizes, 7),
  convention: 'PyTorch’s Adam and AdamW',
};

function checkSchedule({ schedule }: { readonly schedule: BufferId }, check: ShapeCheck): void {
  check.shape(schedule, check.info(schedule).rows, SCHEDULE.length);
}

/** Value and gradient are read and the value is written; each moment is read and written. */
function passesOver(sizes: PlanSizes, passes: number, parameters?: readonly number[]): number {
  return sizes.parameterCount(parameters) * ELEMENT_BYTES.float * passes;
}
