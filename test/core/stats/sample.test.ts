import { describe, expect, it } from 'vitest';
import { describeSample } from '#core/stats/sample.ts';
import { studentTQuantile } from '#core/stats/student-t.ts';
import oracle from '../../fixtures/stats/student-t.json' with { type: 'json' };

describe('describeSample', () => {
  it('agrees with Python’s statistics module', () => {
    const sample = describeSample(oracle.sample.values);
    expect(sample.n).toBe(5);
    expect(sample.mean).toBeCloseTo(oracle.sample.mean, 14);
    expect(sample.sd).toBeCloseTo(oracle.sample.sd, 14);
    expect(sample.standardError).toBeCloseTo(oracle.sample.standardError, 14);
  });

  it('has no spread with one value and no mean with none', () => {
    expect(describeSample([0.5])).toMatchObject({ n: 1, mean: 0.5, sd: null, standardError: null });
    expect(describeSample([])).toMatchObject({ n: 0, mean: null, sd: null, standardError: null });
  });

  it('refuses values that are not finite', () => {
    expect(() => describeSample([1, NaN])).toThrow(/expected one, received NaN/);
  });
});

describe('studentTQuantile', () => {
  it.each(oracle.quantiles)('at p = $p with $degreesOfFreedom degrees of freedom', ({ p, degreesOfFreedom, t }) => {
    expect(Math.abs(studentTQuantile(p, degreesOfFreedom) / t - 1)).toBeLessThan(1e-7);
  });

  it('refuses what has no quantile', () => {
    expect(() => studentTQuantile(1, 3)).toThrow(/^p: expected/);
    expect(() => studentTQuantile(0.975, 0)).toThrow(/^degreesOfFreedom: expected/);
  });
});
