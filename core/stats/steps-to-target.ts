import type { Curve } from '../series/curve.ts';
import { isAtLeast } from '../series/float32-threshold.ts';
import { describeSample, type Sample } from './sample.ts';

/** Not reaching the target is an outcome of its own, never a number. */
export type StepsToTarget = { readonly kind: 'reached'; readonly step: number } | { readonly kind: 'notReached' };

/** The first evaluated step whose value is at least `target`. How fine this is depends on the evaluation interval. */
export function stepsToTarget(curve: Curve, target: number): StepsToTarget {
  for (let i = 0; i < curve.values.length; i++) {
    if (isAtLeast(curve.values[i], target)) return { kind: 'reached', step: curve.steps[i] };
  }
  return { kind: 'notReached' };
}

/** Over the runs of an arm: `reached` of `of`, and the steps of those that did. */
export interface TargetSummary {
  readonly target: number;
  readonly reached: number;
  readonly of: number;
  /** Steps of the runs that reached the target; it says nothing of the others. */
  readonly steps: Sample;
}

export function summarizeTarget(curves: readonly Curve[], target: number): TargetSummary {
  const steps = curves
    .map((curve) => stepsToTarget(curve, target))
    .flatMap((outcome) => (outcome.kind === 'reached' ? [outcome.step] : []));
  return { target, reached: steps.length, of: curves.length, steps: describeSample(steps) };
}
