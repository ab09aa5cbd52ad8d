/** How much the database of the benchmark holds: a few long runs, and many short ones between which the rest lies. */
export interface Scale {
  readonly runs: number;
  /** In all series of all runs, about. */
  readonly points: number;
}

export const FULL_SCALE: Scale = { runs: 10_000, points: 100_000_000 };

/** Runs of one experiment: 2 arms × 2 seeds. */
export const SEEDS = [1, 2];
export const RUNS_PER_EXPERIMENT = 4;

/** The series that training reports at every step, and the steps between two evaluations, which report two more. */
export const STEP_SERIES = ['train/loss', 'train/accuracy'];
export const EVALUATION_SERIES = ['test/loss', 'test/accuracy'];
export const EVALUATION_INTERVAL = 100;

export interface RunLengths {
  readonly longRuns: number;
  readonly longSteps: number;
  readonly shortSteps: number;
}

/**
 * A fifth of the points lies in long runs, of a million steps each at full scale. Where there are so few runs that the
 * others would become longer, all are of one length.
 */
export function runLengths({ runs, points }: Scale): RunLengths {
  const pointsPerStep = STEP_SERIES.length + EVALUATION_SERIES.length / EVALUATION_INTERVAL;
  const longRuns = Math.max(RUNS_PER_EXPERIMENT, Math.round(runs / 1_000));
  const longSteps = Math.floor(points / 5 / longRuns / STEP_SERIES.length);
  const rest = points - longRuns * longSteps * pointsPerStep;
  const shortSteps = Math.floor(rest / Math.max(1, runs - longRuns) / pointsPerStep);
  if (shortSteps <= longSteps)
    return { longRuns, longSteps: Math.max(1, longSteps), shortSteps: Math.max(1, shortSteps) };
  const steps = Math.max(1, Math.floor(points / runs / pointsPerStep));
  return { longRuns, longSteps: steps, shortSteps: steps };
}
