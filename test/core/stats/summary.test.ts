import { describe, expect, it } from 'vitest';
import { EMPTY_CURVE } from '#core/series/curve.ts';
import type { RunResult } from '#core/stats/run-result.ts';
import { stepsToTarget } from '#core/stats/steps-to-target.ts';
import { summarizeExperiment } from '#core/stats/summary.ts';

function run(
  arm: string,
  seed: number,
  status: RunResult['status'],
  accuracies: number[],
  losses: number[] = [],
): RunResult {
  return {
    arm,
    seed,
    status,
    testAccuracy: { steps: accuracies.map((_, index) => index * 100), values: accuracies },
    trainLoss: { steps: losses.map((_, index) => index + 1), values: losses },
  };
}

describe('stepsToTarget', () => {
  it('is the first evaluated step at or above the target', () => {
    const curve = { steps: [0, 50, 100, 150], values: [0.1, 0.89, 0.9, 0.7] };
    expect(stepsToTarget(curve, 0.9)).toEqual({ kind: 'reached', step: 100 });
    expect(stepsToTarget(curve, 0.95)).toEqual({ kind: 'notReached' });
    expect(stepsToTarget(EMPTY_CURVE, 0)).toEqual({ kind: 'notReached' });
  });

  it('is reached by exactly the target, whose float32 may be below it', () => {
    for (const target of [0.9, 0.95, 0.97]) {
      const curve = { steps: [0, 8, 16], values: Float32Array.of(0.5, target, 1) };
      expect(stepsToTarget(curve, target)).toEqual({ kind: 'reached', step: 8 });
    }
  });
});

describe('summarizeExperiment', () => {
  const summary = summarizeExperiment({
    arms: ['without BN', 'with BN'],
    baseline: 'without BN',
    runs: [
      run('without BN', 1, 'completed', [0.1, 0.8, 0.92], [2, 0.5]),
      run('without BN', 2, 'completed', [0.1, 0.7, 0.85], [2, 0.7]),
      run('without BN', 3, 'diverged', [0.1, 0.91], [2, NaN]),
      run('with BN', 1, 'completed', [0.1, 0.95, 0.96], [2, 0.2]),
      run('with BN', 2, 'completed', [0.1, 0.97, 0.96], [2, 0.1]),
      run('with BN', 3, 'cancelled', [0.1, 0.99], [2, 0.3]),
      run('with BN', 4, 'running', [0.1]),
    ],
  });
  const [without, withBn] = summary.arms;

  it('counts how runs ended', () => {
    expect(without).toMatchObject({ runs: 3, completed: 2, diverged: 1, stopped: 0, unfinished: 0 });
    expect(withBn).toMatchObject({ runs: 4, completed: 2, diverged: 0, stopped: 1, unfinished: 1 });
  });

  it('counts paused runs apart from stopped ones', () => {
    const runs = [run('a', 1, 'paused', [0.5]), run('a', 2, 'cancelled', [0.5]), run('a', 3, 'completed', [0.5])];
    const [arm] = summarizeExperiment({ arms: ['a'], baseline: 'a', runs }).arms;
    expect(arm).toMatchObject({ runs: 3, completed: 1, stopped: 1, paused: 1, unfinished: 0 });
  });

  it('takes final and best values from completed runs only', () => {
    expect(without.finalTestAccuracy.n).toBe(2);
    expect(without.finalTestAccuracy.mean).toBeCloseTo(0.885, 12);
    expect(without.finalTestAccuracy.sd).toBeCloseTo(0.0494974747, 9);
    expect(withBn.bestTestAccuracy.mean).toBeCloseTo(0.965, 12);
    expect(withBn.finalTrainLoss.mean).toBeCloseTo(0.15, 12);
  });

  it('counts who reached a target, a diverged run too and a cancelled one not', () => {
    expect(without.targets[0]).toMatchObject({ target: 0.9, reached: 2, of: 3 });
    expect(without.targets[0].steps.mean).toBe(150);
    expect(without.targets[2]).toMatchObject({ target: 0.97, reached: 0, of: 3 });
    expect(without.targets[2].steps.mean).toBeNull();
    expect(withBn.targets[2]).toMatchObject({ reached: 1, of: 2 });
  });

  it('compares with the baseline seed by seed', () => {
    expect(summary.comparisons).toHaveLength(1);
    const [comparison] = summary.comparisons;
    expect(comparison).toMatchObject({ arm: 'with BN', baseline: 'without BN' });
    expect(comparison.finalTestAccuracy.pairs.map((pair) => pair.seed)).toEqual([1, 2]);
    expect(comparison.finalTestAccuracy.mean).toBeCloseTo(0.075, 12);
    expect(comparison.finalTestAccuracy.sd).toBeCloseTo(0.0494974747, 9);
    expect(comparison.finalTestAccuracy).toMatchObject({ interval: null, noInterval: 'tooFewPairs' });
    expect(comparison.targets[0].steps.pairs).toEqual([{ seed: 1, difference: -100 }]);
  });

  it('refuses a baseline that is no arm', () => {
    expect(() => summarizeExperiment({ arms: ['a'], baseline: 'b', runs: [] })).toThrow(
      'baseline: expected one of a, received b',
    );
  });
});
