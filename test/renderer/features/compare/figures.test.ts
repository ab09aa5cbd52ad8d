import { describe, expect, it } from 'vitest';
import { describeSample } from '#core/stats/sample.ts';
import { pairedDifference } from '#core/stats/paired-difference.ts';
import { summarizeTarget } from '#core/stats/steps-to-target.ts';
import { accuracyFigure, differenceFigure, stepsFigure } from '#renderer/features/compare/figures.ts';

const curve = (...values: number[]) => ({ steps: values.map((_, index) => (index + 1) * 100), values });

describe('figures', () => {
  it('write accuracies with their spread, and without one for a single seed', () => {
    expect(accuracyFigure(describeSample([0.95, 0.97]))).toEqual({ main: '96.00', spread: '± 1.41\u00a0%' });
    expect(accuracyFigure(describeSample([0.95]))).toEqual({ main: '95.00\u00a0%', spread: '' });
    expect(accuracyFigure(describeSample([]))).toEqual({ main: '–', spread: '' });
  });

  it('say how many runs reached a target where not all did', () => {
    expect(stepsFigure(summarizeTarget([curve(0.5, 0.95), curve(0.4, 0.5)], 0.9))).toEqual({
      main: '200',
      spread: '1/2',
    });
    expect(stepsFigure(summarizeTarget([curve(0.5)], 0.9))).toEqual({ main: 'not reached', spread: '' });
  });

  it('write differences with their sign, in percentage points', () => {
    const better = new Map([
      [1, 0.96],
      [2, 0.97],
    ]);
    const worse = new Map([
      [1, 0.95],
      [2, 0.95],
    ]);
    expect(differenceFigure(pairedDifference(better, worse)).main).toBe('+1.50\u00a0pp');
    expect(differenceFigure(pairedDifference(worse, better)).main).toBe('−1.50\u00a0pp');
    expect(differenceFigure(pairedDifference(worse, worse)).main).toBe('0.00\u00a0pp');
    expect(differenceFigure(pairedDifference(better, worse)).spread).toBe('2 pairs: too few for an interval');
    const third = (values: Map<number, number>, value: number) => new Map([...values, [3, value]]);
    const three = pairedDifference(third(better, 0.98), third(worse, 0.94));
    expect(differenceFigure(three).spread).toBe('−1.46 to +6.13');
  });
});
