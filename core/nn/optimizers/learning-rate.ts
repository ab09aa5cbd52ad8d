import type { LearningRateScheduleSpec } from '../../spec/training/learning-rate-schedule.ts';
import { spanSteps, type SpanSpec } from '../../spec/training/span.ts';

/** The length of a run. */
export interface TrainingLength {
  readonly stepsPerEpoch: number;
  readonly stepsTotal: number;
}

export interface LearningRateOptions {
  readonly learningRate: number;
  readonly schedule?: LearningRateScheduleSpec | undefined;
  readonly warmup?: SpanSpec | undefined;
}

/**
 * The learning rate of the u-th update, u from 1, as a function of u. In a warm-up of w steps it is
 * learningRate · u / w for u ≤ w. After it, with s = u − 1 − w and the T = stepsTotal − w steps left, learningRate times
 * - constant: 1
 * - step: factor^⌊s / interval⌋
 * - exponential: factor^(s / interval)
 * - cosine: final + (1 − final) · (1 + cos(π · s / T)) / 2
 * PyTorch's StepLR, ExponentialLR and CosineAnnealingLR, stepped after every update; warm-up as LinearLR's.
 */
export function learningRateOf(options: LearningRateOptions, length: TrainingLength): (update: number) => number {
  const { learningRate, schedule = { kind: 'constant' }, warmup } = options;
  const warmupSteps = warmup === undefined ? 0 : spanSteps(warmup, length.stepsPerEpoch);
  const share = shareOf(schedule, length.stepsPerEpoch, Math.max(1, length.stepsTotal - warmupSteps));
  return (update) =>
    update <= warmupSteps ? (learningRate * update) / warmupSteps : learningRate * share(update - 1 - warmupSteps);
}

/** The factor on the learning rate after s steps. */
function shareOf(
  schedule: LearningRateScheduleSpec,
  stepsPerEpoch: number,
  stepsTotal: number,
): (step: number) => number {
  switch (schedule.kind) {
    case 'constant':
      return () => 1;
    case 'step': {
      const interval = spanSteps(schedule.interval, stepsPerEpoch);
      return (step) => schedule.factor ** Math.floor(step / interval);
    }
    case 'exponential': {
      const interval = spanSteps(schedule.interval, stepsPerEpoch);
      return (step) => schedule.factor ** (step / interval);
    }
    case 'cosine': {
      const { final } = schedule;
      return (step) => final + ((1 - final) * (1 + Math.cos((Math.PI * step) / stepsTotal))) / 2;
    }
    default:
      return schedule satisfies never;
  }
}
