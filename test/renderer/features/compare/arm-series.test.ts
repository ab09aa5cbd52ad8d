import { describe, expect, it } from 'vitest';
import { drawnCurve } from '#core/stats/drawn-curve.ts';
import {
  armLines,
  armSeries,
  defaultWindow,
  isNeverFinite,
  lossCeiling,
  windowChoices,
  type ComparedArm,
  type ComparedRun,
} from '#renderer/features/compare/arm-series.ts';

interface GivenRun extends Omit<ComparedRun, 'largest' | 'last'> {
  readonly values: readonly number[];
}

const run = (seed: number, values: number[], part: Partial<GivenRun> = {}): GivenRun => ({
  seed,
  status: 'completed',
  divergedAtStep: null,
  values,
  ...part,
});

/** With its curves as the lab draws them. */
const armOf = (runs: readonly GivenRun[], window = 1, perSeed = false): ComparedArm => {
  const chunksOf = (id: string) => [{ firstStep: 1, stride: 1, values: runs[Number(id)].values }];
  const ids = runs.map(({ seed }, index) => ({ id: String(index), seed }));
  const lines = armLines('with BN', ids, { name: 'train/loss', window, perSeed }).map((line) => ({
    line,
    curve: drawnCurve(line.runIds.map(chunksOf), line.window, { from: 0, to: Infinity }, 1_000),
  }));
  const extents = lines[lines.length - 1].curve.extents;
  return {
    name: 'with BN',
    colorIndex: 1,
    runs: runs.map(({ seed, status, divergedAtStep }, index) => ({ seed, status, divergedAtStep, ...extents[index] })),
    stepsPerEpoch: 2,
    lines,
  };
};
const arm = (...runs: GivenRun[]): ComparedArm => armOf(runs);
const plain = { axis: 'steps' } as const;

it('has nothing to draw where no value of any run is finite', () => {
  expect(isNeverFinite(arm(run(1, [NaN, Infinity]), run(2, [NaN])).lines)).toBe(true);
  expect(isNeverFinite(arm(run(1, [NaN]), run(2, [NaN, 1])).lines)).toBe(false);
  expect(isNeverFinite(arm(run(1, [])).lines)).toBe(true);
  expect(isNeverFinite([])).toBe(false);
});

describe('armSeries', () => {
  it('is the mean over seeds with a band of one standard deviation', () => {
    const [line] = armSeries(arm(run(1, [1, 4]), run(2, [3, 4])), plain);
    expect(line.points[0]).toEqual({ x: 1, y: 2, low: 2 - Math.SQRT2, high: 2 + Math.SQRT2 });
    expect(line.points[1]).toEqual({ x: 2, y: 4, low: 4, high: 4 });
  });

  it('says where the mean is of fewer seeds than elsewhere', () => {
    const [line] = armSeries(arm(run(1, [1, 4]), run(2, [3])), plain);
    expect(line.points[1]).toEqual({ x: 2, y: 4, n: 1 });
  });

  it('places steps on epochs, and waits while the length of an epoch is unknown', () => {
    const epochs = { ...plain, axis: 'epochs' } as const;
    expect(armSeries(arm(run(1, [1, 2])), epochs)[0].points.map((point) => point.x)).toEqual([0.5, 1]);
    expect(armSeries({ ...arm(run(1, [1])), stepsPerEpoch: null }, epochs)).toEqual([]);
  });

  it('puts the mean of a window in its middle, over a shadow of the raw values', () => {
    const [shadow, line] = armSeries(armOf([run(1, [1, 2, 3, 4])], 2), plain);
    expect(shadow.emphasis).toBe('shadow');
    expect(shadow.points.map((point) => point.y)).toEqual([1, 2, 3, 4]);
    expect(line.points.map(({ x, y }) => [x, y])).toEqual([
      [1.5, 1.5],
      [3.5, 3.5],
    ]);
  });

  it('draws every seed on request, and no band then', () => {
    const series = armSeries(armOf([run(1, [1]), run(2, [3])], 1, true), plain);
    expect(series.map((one) => one.label)).toEqual(['with BN, seed 1', 'with BN, seed 2', 'with BN']);
    expect(series[2].points[0]).toEqual({ x: 1, y: 2 });
  });

  it('marks a diverged run at its last finite value, no higher than the axis reaches', () => {
    const diverged = run(1, [1, 1e20, Number.NaN], { status: 'diverged', divergedAtStep: 3 });
    expect(armSeries(arm(diverged), plain)[0].markers).toEqual([{ x: 3, y: 1e20, label: 'seed 1 diverged at step 3' }]);
    expect(armSeries(arm(diverged), { ...plain, ceiling: 5 })[0].markers?.[0].y).toBe(5);
  });
});

describe('lossCeiling', () => {
  it('cuts off what only diverged runs reach', () => {
    const calm = run(1, [2.3, 0.4]);
    const wild = run(2, [2.4, 1e9], { status: 'diverged', divergedAtStep: 3 });
    expect(lossCeiling([arm(calm), arm(wild)])).toBe(3);
    expect(lossCeiling([arm(calm)])).toBeUndefined();
    expect(lossCeiling([arm(wild)])).toBeUndefined();
    expect(lossCeiling([])).toBeUndefined();
  });

  it('cuts off what explodes and comes back, but nothing of a comparable size', () => {
    const calm = run(1, [2.3, 0.4]);
    expect(lossCeiling([arm(calm), arm(run(2, [2.3, 1e25, 2.3], { status: 'running' }))])).toBe(3);
    expect(lossCeiling([arm(calm), arm(run(2, [9, 1]))])).toBeUndefined();
  });
});

describe('windows', () => {
  it('leave enough points to see a shape', () => {
    expect(windowChoices(100)).toEqual([]);
    expect(windowChoices(1_000)).toEqual([10, 25, 50]);
    expect(defaultWindow(200)).toBe(1);
    expect(defaultWindow(5_000)).toBe(50);
    expect(defaultWindow(50_000)).toBe(500);
  });
});
