import type { KernelThread } from '../compile/gpu-js.ts';

/**
 * The optimizers as kernels of gpu.js, over whole arenas: one element of all parameters per thread. A call that has halted
 * changes nothing any more.
 */

export interface StepConstants {
  /** Columns of the schedule, and which of them is which. */
  readonly scheduleColumns: number;
  readonly learningRate: number;
  readonly firstCorrection: number;
  readonly secondCorrection: number;
}

export interface MomentumConstants extends StepConstants {
  readonly momentum: number;
}

/** value −= learningRate · direction */
export function descend(
  this: KernelThread<StepConstants>,
  value: number[],
  direction: number[],
  schedule: number[],
  state: number[],
): number {
  const i = this.thread.x;
  if (state[1] > 0) return value[i];
  const row = state[0] * this.constants.scheduleColumns;
  return value[i] - schedule[row + this.constants.learningRate] * direction[i];
}

/** velocity = momentum · velocity + gradient */
export function accelerate(
  this: KernelThread<{ readonly momentum: number }>,
  velocity: number[],
  gradient: number[],
  state: number[],
): number {
  const i = this.thread.x;
  if (state[1] > 0) return velocity[i];
  return this.constants.momentum * velocity[i] + gradient[i];
}

/** value −= learningRate · (gradient + momentum · velocity) */
export function descendNesterov(
  this: KernelThread<MomentumConstants>,
  value: number[],
  gradient: number[],
  velocity: number[],
  schedule: number[],
  state: number[],
): number {
  const i = this.thread.x;
  if (state[1] > 0) return value[i];
  const row = state[0] * this.constants.scheduleColumns;
  const direction = gradient[i] + this.constants.momentum * velocity[i];
  return value[i] - schedule[row + this.constants.learningRate] * direction;
}

/** average = decay · average + (1 − decay) · gradient */
export function averageGradient(
  this: KernelThread<{ readonly decay: number; readonly rest: number }>,
  average: number[],
  gradient: number[],
  state: number[],
): number {
  const i = this.thread.x;
  if (state[1] > 0) return average[i];
  return this.constants.decay * average[i] + this.constants.rest * gradient[i];
}

/** average = decay · average + (1 − decay) · gradient² */
export function averageSquare(
  this: KernelThread<{ readonly decay: number; readonly rest: number }>,
  average: number[],
  gradient: number[],
  state: number[],
): number {
  const i = this.thread.x;
  if (state[1] > 0) return average[i];
  return this.constants.decay * average[i] + this.constants.rest * gradient[i] * gradient[i];
}

/** value −= learningRate · firstCorrection · firstMoment / (√secondMoment · secondCorrection + epsilon) */
export function descendAdam(
  this: KernelThread<StepConstants & { readonly epsilon: number }>,
  value: number[],
  firstMoment: number[],
  secondMoment: number[],
  schedule: number[],
  state: number[],
): number {
  const i = this.thread.x;
  if (state[1] > 0) return value[i];
  const row = state[0] * this.constants.scheduleColumns;
  const numerator =
    schedule[row + this.constants.learningRate] * schedule[row + this.constants.firstCorrection] * firstMoment[i];
  const root = Math.sqrt(secondMoment[i]) * schedule[row + this.constants.secondCorrection];
  return value[i] - numerator / (root + this.constants.epsilon);
}

/** value −= learningRate · gradient / (√squareAverage + epsilon) */
export function descendRmsprop(
  this: KernelThread<StepConstants & { readonly epsilon: number }>,
  value: number[],
  gradient: number[],
  squareAverage: number[],
  schedule: number[],
  state: number[],
): number {
  const i = this.thread.x;
  if (state[1] > 0) return value[i];
  const row = state[0] * this.constants.scheduleColumns;
  const direction = gradient[i] / (Math.sqrt(squareAverage[i]) + this.constants.epsilon);
  return value[i] - schedule[row + this.constants.learningRate] * direction;
}

/** velocity = momentum · velocity + gradient / (√squareAverage + epsilon) */
export function accelerateRmsprop(
  this: KernelThread<{ readonly momentum: number; readonly epsilon: number }>,
  velocity: number[],
  gradient: number[],
  squareAverage: number[],
  state: number[],
): number {
  const i = this.thread.x;
  if (state[1] > 0) return velocity[i];
  return this.constants.momentum * velocity[i] + gradient[i] / (Math.sqrt(squareAverage[i]) + this.constants.epsilon);
}
