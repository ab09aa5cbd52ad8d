import { largestValue, lastValue } from '../series/curve.ts';
import { pairedDifference, type PairedDifference, type PairedDifferenceOptions } from './paired-difference.ts';
import { hasEndedByItself, type RunResult } from './run-result.ts';
import { describeSample, type Sample } from './sample.ts';
import { stepsToTarget, summarizeTarget, type TargetSummary } from './steps-to-target.ts';

/**
 * What an arm reached over its seeds. Final and best values are those of completed runs only: a diverged run has no
 * final value worth averaging, so it is counted beside the mean instead of being hidden in it.
 */
export interface ArmSummary {
  readonly arm: string;
  readonly runs: number;
  readonly completed: number;
  readonly diverged: number;
  /** Cancelled, interrupted or failed: in no figure here. */
  readonly stopped: number;
  /** To be resumed: in no figure here. */
  readonly paused: number;
  /** Queued or running. */
  readonly unfinished: number;
  readonly finalTestAccuracy: Sample;
  readonly bestTestAccuracy: Sample;
  /** Loss of the last training batch. */
  readonly finalTrainLoss: Sample;
  /** Over completed and diverged runs, one entry a target. */
  readonly targets: readonly TargetSummary[];
}

/** An arm minus the baseline, paired by seed. */
export interface ArmComparison {
  readonly arm: string;
  readonly baseline: string;
  readonly finalTestAccuracy: PairedDifference;
  readonly bestTestAccuracy: PairedDifference;
  readonly finalTrainLoss: PairedDifference;
  /** Over the seeds with which both reached the target. */
  readonly targets: readonly { readonly target: number; readonly steps: PairedDifference }[];
}

export function summarizeArm(arm: string, runs: readonly RunResult[], targets: readonly number[]): ArmSummary {
  const own = runs.filter((run) => run.arm === arm);
  const completed = own.filter((run) => run.status === 'completed');
  const diverged = own.filter((run) => run.status === 'diverged');
  const unfinished = own.filter((run) => run.status === 'queued' || run.status === 'running');
  const paused = own.filter((run) => run.status === 'paused');
  const curves = own.filter(hasEndedByItself).map((run) => run.testAccuracy);
  const sampleOf = (quantity: Quantity) => describeSample([...valuesBySeed(completed, quantity).values()]);
  return {
    arm,
    runs: own.length,
    completed: completed.length,
    diverged: diverged.length,
    stopped: own.length - completed.length - diverged.length - paused.length - unfinished.length,
    paused: paused.length,
    unfinished: unfinished.length,
    finalTestAccuracy: sampleOf(finalTestAccuracy),
    bestTestAccuracy: sampleOf(bestTestAccuracy),
    finalTrainLoss: sampleOf(finalTrainLoss),
    targets: targets.map((target) => summarizeTarget(curves, target)),
  };
}

export function compareArms(
  arm: string,
  baseline: string,
  runs: readonly RunResult[],
  targets: readonly number[],
): ArmComparison {
  const differenceIn = (
    eligible: (run: RunResult) => boolean,
    quantity: Quantity,
    options: PairedDifferenceOptions = {},
  ): PairedDifference =>
    pairedDifference(
      valuesBySeed(
        runs.filter((run) => run.arm === arm && eligible(run)),
        quantity,
      ),
      valuesBySeed(
        runs.filter((run) => run.arm === baseline && eligible(run)),
        quantity,
      ),
      options,
    );
  const ofShares = { largest: 1 };
  const isCompleted = (run: RunResult) => run.status === 'completed';
  return {
    arm,
    baseline,
    finalTestAccuracy: differenceIn(isCompleted, finalTestAccuracy, ofShares),
    bestTestAccuracy: differenceIn(isCompleted, bestTestAccuracy, ofShares),
    finalTrainLoss: differenceIn(isCompleted, finalTrainLoss),
    targets: targets.map((target) => ({ target, steps: differenceIn(hasEndedByItself, stepsTo(target)) })),
  };
}

/** A number drawn from a run; null where the run has none. */
type Quantity = (run: RunResult) => number | null;

const finalTestAccuracy: Quantity = (run) => lastValue(run.testAccuracy);
const bestTestAccuracy: Quantity = (run) => largestValue(run.testAccuracy);
const finalTrainLoss: Quantity = (run) => lastValue(run.trainLoss);

function stepsTo(target: number): Quantity {
  return (run) => {
    const outcome = stepsToTarget(run.testAccuracy, target);
    return outcome.kind === 'reached' ? outcome.step : null;
  };
}

function valuesBySeed(runs: readonly RunResult[], quantity: Quantity): Map<number, number> {
  const values = new Map<number, number>();
  for (const run of runs) {
    const value = quantity(run);
    if (value !== null) values.set(run.seed, value);
  }
  return values;
}
