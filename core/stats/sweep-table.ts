import type { RunStatus } from '../run/run-status.ts';
import { describeSample, type Sample } from './sample.ts';

/** One run of a sweep as its table sees it: its last value of a metric, null if it has none. */
export interface SweptRun {
  readonly arm: string;
  readonly status: RunStatus;
  readonly last: number | null;
}

/** One arm at one point. */
export interface SweepCell {
  readonly arm: string;
  /** Of the runs that are completed: a diverged run has no final value. */
  readonly final: Sample;
  readonly completed: number;
  readonly diverged: number;
  readonly runs: number;
}

/** Points × arms → final metric, in the points' order. */
export function sweepTable(arms: readonly string[], points: readonly (readonly SweptRun[])[]): SweepCell[][] {
  return points.map((runs) => arms.map((arm) => cellOf(arm, runs)));
}

function cellOf(arm: string, runs: readonly SweptRun[]): SweepCell {
  const own = runs.filter((run) => run.arm === arm);
  const completed = own.filter(({ status }) => status === 'completed');
  const finite = completed.flatMap(({ last }) => (last === null || !Number.isFinite(last) ? [] : last));
  return {
    arm,
    final: describeSample(finite),
    completed: completed.length,
    diverged: own.filter(({ status }) => status === 'diverged').length,
    runs: own.length,
  };
}

/** For each arm the point with its best mean: the largest, or the smallest of a loss; null where no run is completed. */
export function bestPoints(table: readonly (readonly SweepCell[])[], better: 'larger' | 'smaller'): (number | null)[] {
  const arms = table[0]?.length ?? 0;
  return Array.from({ length: arms }, (_, arm) => {
    let best: number | null = null;
    let bestMean = NaN;
    for (const [point, cells] of table.entries()) {
      const { mean } = cells[arm].final;
      if (mean === null || (best !== null && (better === 'larger' ? mean <= bestMean : mean >= bestMean))) continue;
      best = point;
      bestMean = mean;
    }
    return best;
  });
}
