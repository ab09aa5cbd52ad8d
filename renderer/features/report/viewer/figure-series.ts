import type { LiveFigure } from '#core/report/document/document.ts';
import type { Curve } from '#core/series/curve.ts';
import { aggregateCurve } from '#core/stats/aggregate-curve.ts';
import { windowMeans } from '#core/stats/window-means.ts';
import { bandPoints } from '#renderer/charts/band-points.ts';
import type { ChartSeries } from '#renderer/charts/series.ts';
import { armCurves } from './embedded-curves.ts';

/** What a reader asked to see below the means. */
export interface Details {
  /** Every seed on its own. */
  readonly seeds: boolean;
  /** Every step, where the means are those of windows. */
  readonly everyStep: boolean;
}

/**
 * What the interactive chart draws: the same lines as the printed figure (means over windows with their band), and
 * below them, pale, the details asked for.
 */
export function figureSeries(figure: LiveFigure, curves: readonly Curve[], details: Details): ChartSeries[] {
  const lastStep = Math.max(...curves.map(({ steps }) => steps[steps.length - 1] ?? 0));
  return figure.arms.flatMap((arm) => {
    const own = armCurves(curves, arm);
    const windows = own.map((curve) => windowMeans(curve, figure.windowSize, lastStep));
    const points = bandPoints(aggregateCurve(windows));
    const mean: ChartSeries = {
      label: arm.label,
      colorIndex: arm.colorIndex,
      emphasis: 'strong',
      points,
      markers: arm.divergedAtSteps.flatMap((step) => {
        const last = points.findLast((point) => point.x <= step && Number.isFinite(point.y));
        return last === undefined ? [] : [{ x: last.x, y: last.y, label: `a run diverged at step ${step}` }];
      }),
    };
    return [...faintLines(arm, details.everyStep ? own : windows, details), mean];
  });
}

function faintLines(
  { label, colorIndex }: LiveFigure['arms'][number],
  curves: readonly Curve[],
  { seeds, everyStep }: Details,
): ChartSeries[] {
  const line = (points: ChartSeries['points']): ChartSeries => ({ label, colorIndex, emphasis: 'faint', points });
  if (seeds) {
    return curves.map(({ steps, values }) => line(Array.from(steps, (x, i) => ({ x, y: values[i] }))));
  }
  if (!everyStep) return [];
  const { steps, mean } = aggregateCurve(curves);
  return [line(Array.from(steps, (x, i) => ({ x, y: mean[i] })))];
}
