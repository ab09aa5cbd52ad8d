import { describe, expect, it } from 'vitest';
import { describePoint, lineBand } from '#renderer/charts/line-band.ts';
import { theme, view } from './theme.fixture.ts';

const points = [
  { x: 0, y: 2, low: 1.5, high: 2.5 },
  { x: 1, y: 1, low: 0.5, high: 1.5 },
];

describe('lineBand', () => {
  it('draws a line without a band as one data set in the colour of its arm', () => {
    const { lines } = lineBand(
      [{ label: 'with BN', colorIndex: 1, points: [{ x: 0, y: 1 }] }],
      { xTitle: 'Step' },
      view,
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ label: 'with BN', borderColor: theme.series[1] });
  });

  it('puts the band under the line, filled from its lower to its upper edge', () => {
    const { lines } = lineBand([{ label: 'with BN', colorIndex: 2, points }], { xTitle: 'Step' }, view);
    const [low, high, line] = lines;
    expect(low.data.map((point) => point.y)).toEqual([1.5, 0.5]);
    expect(high.data.map((point) => point.y)).toEqual([2.5, 1.5]);
    expect(high.fill).toBe('-1');
    expect(high.order).toBeGreaterThan(line.order!);
  });

  it('keeps a lower edge that is not positive off a logarithmic axis', () => {
    const reaching = [{ x: 0, y: 1, low: -0.5, high: 2 }];
    const { lines } = lineBand(
      [{ label: 'a', colorIndex: 1, points: reaching }],
      { xTitle: 'Step', yScale: 'logarithmic' },
      view,
    );
    expect(lines[0].data[0].y).toBe(1);
  });

  it('turns values that cannot be drawn into gaps', () => {
    const broken = [1, Number.NaN, Number.POSITIVE_INFINITY, 0].map((y, x) => ({ x, y }));
    const linear = lineBand([{ label: 'a', colorIndex: 1, points: broken }], { xTitle: 'Step' }, view);
    expect(linear.lines[0].data.map((point) => point.y)).toEqual([1, Number.NaN, Number.NaN, 0]);
    const logarithmic = lineBand(
      [{ label: 'a', colorIndex: 1, points: broken }],
      { xTitle: 'Step', yScale: 'logarithmic' },
      view,
    );
    expect(logarithmic.lines[0].data[3].y).toBeNaN();
  });

  it('marks a divergence with a cross in the colour of its arm', () => {
    const { lines } = lineBand(
      [{ label: 'a', colorIndex: 3, points, markers: [{ x: 1, y: 1, label: 'diverged at step 1' }] }],
      { xTitle: 'Step' },
      view,
    );
    expect(lines.at(-1)).toMatchObject({
      pointStyle: 'crossRot',
      borderColor: theme.series[3],
      showLine: false,
    });
  });

  it('shows the zoomed range instead of the one it was given', () => {
    const options = { xTitle: 'Step', xMin: 0, xMax: 100 };
    const whole = lineBand([], options, view);
    expect(whole.axes.x).toMatchObject({ min: 0, max: 100 });
    const zoomed = lineBand([], options, { ...view, x: { min: 10, max: 20 } });
    expect(zoomed.axes.x).toMatchObject({ min: 10, max: 20 });
  });

  it('dashes the arms that take a colour for the second time', () => {
    const { lines } = lineBand([{ label: 'ninth', colorIndex: 9, points: [{ x: 0, y: 0 }] }], { xTitle: 'Step' }, view);
    expect(lines[0]).toMatchObject({ borderColor: theme.series[1], borderDash: [5, 4] });
  });
});

describe('describePoint', () => {
  it('writes the spread behind the mean', () => {
    expect(describePoint({ x: 0, y: 0.9753, low: 0.9731, high: 0.9775 }, 'percent')).toBe('97.53 ± 0.22\u00a0%');
    expect(describePoint({ x: 0, y: 0.25 }, 'percent')).toBe('25.00\u00a0%');
    expect(describePoint({ x: 0, y: 2, low: 1.5, high: 2.5 }, 'number')).toBe('2 ± 0.50');
  });

  it('names both edges of a band that is not symmetric', () => {
    expect(describePoint({ x: 0, y: 2, low: 1, high: 5 }, 'number')).toBe('2  (1 to 5)');
  });
});
