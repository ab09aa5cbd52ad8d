import { describe, expect, it } from 'vitest';
import type { LiveFigure } from '#core/report/document/document.ts';
import { curvesCsv } from '#core/report/csv.ts';
import { parseCurves } from '#renderer/features/report/viewer/embedded-curves.ts';
import { figureSeries } from '#renderer/features/report/viewer/figure-series.ts';

const csv = curvesCsv([
  { name: 'seed 1: a "quoted", arm', curve: { steps: [0, 2, 4], values: [1, 0.5, 0.25] } },
  { name: 'seed 2: a "quoted", arm', curve: { steps: [0, 2], values: [3, NaN] } },
  { name: 'seed 1: b', curve: { steps: [0, 1], values: [9, 8] } },
]);

const figure: LiveFigure = {
  fileName: 'train-loss.csv',
  xLabel: 'Step',
  yLabel: 'Training loss',
  yScale: 'linear',
  yFormat: 'measure',
  yRange: null,
  windowSize: 1,
  arms: [
    { label: 'a', colorIndex: 0, columns: [0, 1], divergedAtSteps: [3] },
    { label: 'b', colorIndex: 1, columns: [2], divergedAtSteps: [] },
  ],
};

describe('parseCurves', () => {
  it('reads back what the report embeds: gaps, NaN, quoted names', () => {
    expect(parseCurves(csv)).toEqual([
      { steps: [0, 2, 4], values: [1, 0.5, 0.25] },
      { steps: [0, 2], values: [3, NaN] },
      { steps: [0, 1], values: [9, 8] },
    ]);
  });
});

describe('figureSeries', () => {
  it('draws the mean of an arm’s seeds with a band where two have a value', () => {
    const [a, b] = figureSeries(figure, parseCurves(csv), { seeds: false, everyStep: false });
    expect(a.points).toMatchObject([
      { x: 0, y: 2, low: 2 - Math.SQRT2, high: 2 + Math.SQRT2 },
      { x: 2, y: 0.5 },
      { x: 4, y: 0.25 },
    ]);
    expect(b.points).toMatchObject([
      { x: 0, y: 9 },
      { x: 1, y: 8 },
    ]);
  });

  it('marks where a run diverged at the last mean before it', () => {
    const [a] = figureSeries(figure, parseCurves(csv), { seeds: false, everyStep: false });
    expect(a.markers).toEqual([{ x: 2, y: 0.5, label: 'a run diverged at step 3' }]);
  });

  it('adds single seeds below the means when asked to', () => {
    const series = figureSeries(figure, parseCurves(csv), { seeds: true, everyStep: false });
    expect(series.map(({ emphasis }) => emphasis)).toEqual(['faint', 'faint', 'strong', 'faint', 'strong']);
    expect(series[0].points.map(({ y }) => y)).toEqual([1, 0.5, 0.25]);
  });

  it('takes means over windows, and shows every step when asked to', () => {
    const windowed = { ...figure, windowSize: 4 };
    const [a] = figureSeries(windowed, parseCurves(csv), { seeds: false, everyStep: false });
    expect(a.points[0].y).toBeCloseTo(((1 + 0.5 + 0.25) / 3 + 3) / 2, 12);
    const [steps] = figureSeries(windowed, parseCurves(csv), { seeds: false, everyStep: true });
    expect(steps.emphasis).toBe('faint');
    expect(steps.points.map(({ y }) => y)).toEqual([2, 0.5, 0.25]);
  });
});
