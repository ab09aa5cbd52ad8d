import type { ObservedQuantity } from '../plan/observation.ts';
import type { Plan } from '../plan/plan.ts';
import type { Scores } from './scores.ts';

/**
 * A probe measures something inside a network during training and records it as series. It says what it reads, when, and
 * under which names it records; the training loop reads the device's memory at those moments and hands over what it finds.
 * A probe keeps no state and changes nothing: a run has the same values, to the bit, with any probes or none, and a resumed
 * run records what it would have recorded.
 *
 * - A step probe looks at single training steps.
 * - An evaluation probe looks at the network at rest, whenever the test set is evaluated.
 */
export type Probe = StepProbe | EvaluationProbe;

export interface StepProbe {
  readonly moment: 'step';
  /** Unique among a run's probes. */
  readonly name: string;
  readonly schedule: StepSchedule;
  /** None: the scores of the batch are enough. Else a call of the device ends at each step that is looked at. */
  readonly reads: readonly StepQuantity[];
  /** The series that it records for a plan. */
  series(plan: Plan): readonly ProbedSeries[];
  record(reading: StepReading, add: AddPoint): void;
}

export interface EvaluationProbe {
  readonly moment: 'evaluation';
  /** Unique among a run's probes. */
  readonly name: string;
  readonly reads: readonly TensorQuantity[];
  /** Whether it needs the scores of a pass over the test set. */
  readonly needsTestPass: boolean;
  /** The series that it records for a plan. */
  series(plan: Plan): readonly ProbedSeries[];
  record(reading: EvaluationReading, add: AddPoint): void;
}

/** At the multiples of a number of steps, or at the steps after which the test set is due to be evaluated. */
export type StepSchedule = { readonly everySteps: number } | 'evaluations';

/** What the network keeps from step to step. */
export type TensorQuantity = 'parameter' | 'statistic';

/**
 * What a step leaves behind: observed buffers are those of the batch, before the update; gradients are those that the
 * optimizer applied, after clipping and an L2 penalty; parameters and statistics are those after the update.
 */
export type StepQuantity = TensorQuantity | 'gradient' | ObservedQuantity;

export interface ProbedSeries {
  readonly name: string;
  /** Values of a point. */
  readonly width: number;
}

/** Adds the point of this moment to one of the probe's series. */
export type AddPoint = (series: string, values: ArrayLike<number>) => void;

export interface StepReading {
  /** Of the step's batch, before the update. */
  readonly scores: Scores;
  readonly matrices: readonly ProbedMatrix[];
}

export interface EvaluationReading {
  /** Of the test set; null if no probe asked for them. */
  readonly scores: Scores | null;
  readonly matrices: readonly ProbedMatrix[];
}

/** What was read of one buffer, row-major. */
export interface ProbedMatrix {
  /** Of the parameter, the statistic or the layer that offers the buffer. */
  readonly path: string;
  readonly what: StepQuantity;
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/** What a plan must be built to keep, so that these probes can read it. */
export function observedQuantities(probes: readonly Probe[]): ObservedQuantity[] {
  const reads = probes.flatMap((probe): readonly StepQuantity[] => probe.reads);
  return [...new Set(reads.filter(isObserved))];
}

export function isObserved(what: StepQuantity): what is ObservedQuantity {
  return what !== 'parameter' && what !== 'gradient' && what !== 'statistic';
}
