import { aggregateCurve } from '#core/stats/curves.ts';
import { largestValue, lastValue, type Curve } from '#core/stats/curve.ts';
import { windowMeans } from '#core/stats/window-means.ts';
import type { RunStatus } from '#core/contract/records.ts';
import { bandPoints } from '../../charts/band-points.ts';
import type { ChartMarker, ChartPoint, ChartSeries } from '../../charts/series.ts';

/** One run as the comparison draws it. */
export interface ComparedRun {
  readonly seed: number;
  readonly status: RunStatus;
  readonly divergedAtStep: number | null;
  readonly curve: Curve;
}

export interface ComparedArm {
  readonly name: string;
  readonly colorIndex: number;
  readonly runs: readonly ComparedRun[];
  readonly stepsPerEpoch: number | null;
}

export interface ArmSeriesOptions {
  readonly axis: 'epochs' | 'steps';
  /** Steps whose mean is one point of a line; 1 leaves the line as it is. */
  readonly window: number;
  /** A thin line for every seed instead of the band. */
  readonly perSeed: boolean;
  /** Where the vertical axis ends: a cross beyond it stands at its edge. */
  readonly ceiling?: number;
}

/**
 * The lines of one arm: its mean over seeds with a band, or one line per seed; under a smoothed mean the raw one. Where
 * a run diverged, a cross stands at its last finite value.
 */
export function armSeries(arm: ComparedArm, options: ArmSeriesOptions): ChartSeries[] {
  const x = xOfStep(arm, options.axis);
  if (x === null) return [];
  const curves = arm.runs.map((run) => run.curve).filter((curve) => curve.steps.length > 0);
  if (curves.length === 0) return [];
  const smoothed = options.window > 1 ? curves.map((curve) => windowMeans(curve, options.window)) : curves;
  const common = { colorIndex: arm.colorIndex } as const;
  const series: ChartSeries[] = [];

  if (options.perSeed) {
    for (const run of arm.runs) {
      const curve = options.window > 1 ? windowMeans(run.curve, options.window) : run.curve;
      series.push({
        ...common,
        label: `${arm.name}, seed ${run.seed}`,
        points: linePoints(curve, x),
        emphasis: 'faint',
      });
    }
  } else if (options.window > 1) {
    const raw = aggregateCurve(curves);
    series.push({
      ...common,
      label: `${arm.name}, every step`,
      points: linePoints({ steps: raw.steps, values: raw.mean }, x),
      emphasis: 'shadow',
    });
  }

  // The mean of a window stands in its middle: at its end, a steep descent would seem to come late.
  const mean = bandPoints(aggregateCurve(smoothed), (step) => x(Math.max(0, step - (options.window - 1) / 2)));
  series.push({
    ...common,
    label: arm.name,
    points: options.perSeed ? mean.map((point) => ({ x: point.x, y: point.y })) : mean,
    markers: divergenceMarkers(arm, x, options.ceiling),
  });
  return series;
}

export function divergenceMarkers(
  arm: ComparedArm,
  x: (step: number) => number,
  ceiling = Number.POSITIVE_INFINITY,
): ChartMarker[] {
  return arm.runs.flatMap((run) => {
    const y = lastValue(run.curve);
    if (run.status !== 'diverged' || run.divergedAtStep === null || y === null) return [];
    return [
      {
        x: x(run.divergedAtStep),
        y: Math.min(y, ceiling),
        label: `seed ${run.seed} diverged at step ${run.divergedAtStep}`,
      },
    ];
  });
}

/** Peaks of runs within this factor of each other share an axis. */
const SHARED_AXIS_FACTOR = 10;

/**
 * Where a linear axis of losses ends: at the highest peak within ten times the lowest run's peak. A run that diverges, or
 * explodes and comes back, peaks at values beside which all others are a flat line. Undefined if nothing has to be cut.
 */
export function lossCeiling(arms: readonly ComparedArm[]): number | undefined {
  const runs = arms.flatMap((arm) => arm.runs);
  const peaksOf = (some: readonly ComparedRun[]) =>
    some.map((run) => largestValue(run.curve)).filter((peak) => peak !== null && peak > 0) as number[];
  const calm = peaksOf(runs.filter((run) => run.status !== 'diverged'));
  const peaks = peaksOf(runs);
  const reference = Math.min(...(calm.length > 0 ? calm : peaks));
  const highest = Math.max(
    ...(calm.length > 0 ? calm : peaks).filter((peak) => peak <= reference * SHARED_AXIS_FACTOR),
  );
  return Math.max(...peaks) > highest * 1.5 ? roundedUp(highest) : undefined;
}

/** To the next of 1, 1.5, 2, 3, 4, 5, 6, 8 or 10 times a power of ten, where an axis likes to end. */
function roundedUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8].find((digit) => digit * power >= value) ?? 10) * power;
}

/** How a step is placed on the axis; null while the arm's epochs are not known yet. */
export function xOfStep(
  arm: Pick<ComparedArm, 'stepsPerEpoch'>,
  axis: 'epochs' | 'steps',
): ((step: number) => number) | null {
  if (axis === 'steps') return (step) => step;
  const { stepsPerEpoch } = arm;
  return stepsPerEpoch === null ? null : (step) => step / stepsPerEpoch;
}

function linePoints(curve: Curve, x: (step: number) => number): ChartPoint[] {
  return Array.from(curve.steps, (step, index) => ({ x: x(step), y: curve.values[index] }));
}

/** Windows that leave enough points to see a shape. */
export function windowChoices(stepsTotal: number): number[] {
  return [10, 25, 50, 100, 250, 500, 1_000].filter((window) => window * 20 <= stepsTotal);
}

/** About a hundred points over the whole run. */
export function defaultWindow(stepsTotal: number): number {
  return (
    windowChoices(stepsTotal)
      .filter((window) => window * 100 <= stepsTotal)
      .at(-1) ?? 1
  );
}
