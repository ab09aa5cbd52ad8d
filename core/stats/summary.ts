import { compareArms, summarizeArm, type ArmComparison, type ArmSummary } from './comparison.ts';
import type { RunResult } from './run-result.ts';

/** Test accuracies whose first reaching is counted in steps. */
export const ACCURACY_TARGETS: readonly number[] = [0.9, 0.95, 0.97];

export interface ExperimentSummary {
  readonly baseline: string;
  /** One an arm, in the experiment's order. */
  readonly arms: readonly ArmSummary[];
  /** One an arm that is not the baseline, in the same order. */
  readonly comparisons: readonly ArmComparison[];
}

/**
 * All figures of an experiment: per arm, and each arm against the baseline.
 *
 * Works while the experiment runs, too: a run that has not ended is counted as unfinished and enters no figure.
 *
 * @param input.arms names in the order in which they are shown
 * @param input.baseline one of them
 * @param input.targets test accuracies for steps-to-target; 0.90, 0.95 and 0.97 unless told
 * @throws RangeError if the baseline is not among the arms.
 */
export function summarizeExperiment(input: {
  readonly arms: readonly string[];
  readonly baseline: string;
  readonly runs: readonly RunResult[];
  readonly targets?: readonly number[];
}): ExperimentSummary {
  const { arms, baseline, runs, targets = ACCURACY_TARGETS } = input;
  if (!arms.includes(baseline)) {
    throw new RangeError(`baseline: expected one of ${arms.join(', ')}, received ${baseline}`);
  }
  return {
    baseline,
    arms: arms.map((arm) => summarizeArm(arm, runs, targets)),
    comparisons: arms.filter((arm) => arm !== baseline).map((arm) => compareArms(arm, baseline, runs, targets)),
  };
}
