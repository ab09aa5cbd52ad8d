import type { RunStatus } from '#core/run/run-status.ts';
import type { DrawnCurve, SeriesExtent } from '#core/stats/drawn-curve.ts';
import { bandPoints } from '../../charts/band-points.ts';
import type { ChartMarker, ChartPoint, ChartSeries } from '../../charts/series.ts';
import type { CurveLine, DrawnLine } from '../../state/drawn-curves.svelte.ts';

/** A curve of an arm that the comparison draws. */
export interface ArmLine extends CurveLine {
  readonly arm: string;
  /** The mean over seeds; under a smoothed one that of every step; or one of its seeds. */
  readonly part: 'mean' | 'everyStep' | 'seed';
  /** Of a single one. */
  readonly seed?: number;
}

/** One run as the comparison draws it. */
export interface ComparedRun extends SeriesExtent {
  readonly seed: number;
  readonly status: RunStatus;
  readonly divergedAtStep: number | null;
}

export interface ComparedArm {
  readonly name: string;
  readonly colorIndex: number;
  readonly runs: readonly ComparedRun[];
  readonly stepsPerEpoch: number | null;
  /** Its own only. */
  readonly lines: readonly DrawnLine<ArmLine>[];
}

export interface ArmLineOptions {
  readonly name: string;
  /** Steps whose mean is one point of a line; 1 leaves the line as it is. */
  readonly window: number;
  /** A thin line for every seed instead of the band. */
  readonly perSeed: boolean;
}

export interface ArmSeriesOptions {
  readonly axis: 'epochs' | 'steps';
  /** Where the vertical axis ends: a cross beyond it stands at its edge. */
  readonly ceiling?: number;
}

/** What is drawn of an arm: its mean over seeds, and one line per seed or, under a smoothed mean, the raw one. */
export function armLines(
  arm: string,
  runs: readonly { readonly id: string; readonly seed: number }[],
  { name, window, perSeed }: ArmLineOptions,
): ArmLine[] {
  const runIds = runs.map(({ id }) => id);
  if (runIds.length === 0) return [];
  const behind: ArmLine[] = [];
  if (perSeed) {
    for (const { id, seed } of runs) behind.push({ arm, part: 'seed', seed, runIds: [id], name, window });
  } else if (window > 1) {
    behind.push({ arm, part: 'everyStep', runIds, name, window: 1 });
  }
  return [...behind, { arm, part: 'mean', runIds, name, window }];
}

/** Its lines: the mean with a band, where no seeds are drawn. Where a run diverged, a cross stands at its last finite value. */
export function armSeries(arm: ComparedArm, { axis, ceiling }: ArmSeriesOptions): ChartSeries[] {
  const x = xOfStep(arm, axis);
  if (x === null) return [];
  const { name, colorIndex } = arm;
  const perSeed = arm.lines.some(({ line }) => line.part === 'seed');
  return arm.lines
    .filter(({ curve }) => curve.steps.length > 0)
    .map(({ line, curve }): ChartSeries => {
      // The mean of a window stands in its middle: at its end, a steep descent would seem to come late.
      const place = (step: number) => x(Math.max(0, step - (line.window - 1) / 2));
      switch (line.part) {
        case 'seed':
          return {
            label: `${name}, seed ${line.seed}`,
            colorIndex,
            points: linePoints(curve, place),
            emphasis: 'faint',
          };
        case 'everyStep':
          return { label: `${name}, every step`, colorIndex, points: linePoints(curve, place), emphasis: 'shadow' };
        case 'mean': {
          const points = perSeed ? linePoints(curve, place) : bandPoints(curve, place);
          return { label: name, colorIndex, points, markers: divergenceMarkers(arm, x, ceiling) };
        }
        default:
          return line.part satisfies never;
      }
    });
}

/** Whether runs have points, but not one that can be drawn. */
export function isNeverFinite(lines: readonly DrawnLine<ArmLine>[]): boolean {
  const hasPoints = lines.some(({ curve }) => curve.runs > 0);
  return hasPoints && lines.every(({ curve }) => curve.extents.every(({ last }) => last === null));
}

export function divergenceMarkers(
  arm: ComparedArm,
  x: (step: number) => number,
  ceiling = Number.POSITIVE_INFINITY,
): ChartMarker[] {
  return arm.runs.flatMap((run) => {
    const { last } = run;
    if (run.status !== 'diverged' || run.divergedAtStep === null || last === null) return [];
    return [
      {
        x: x(run.divergedAtStep),
        y: Math.min(last, ceiling),
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
    some.map((run) => run.largest).filter((peak) => peak !== null && peak > 0) as number[];
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

function linePoints({ steps, mean }: DrawnCurve, x: (step: number) => number): ChartPoint[] {
  return Array.from(steps, (step, index) => ({ x: x(step), y: mean[index] }));
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
