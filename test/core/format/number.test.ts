import { describe, expect, it } from 'vitest';
import { formatCount, formatNumber, formatPercent } from '#core/format/number.ts';
import { formatTick } from '#core/format/tick.ts';
import { formatPlural } from '#core/format/words.ts';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.23104, '0.2310'],
    [12.4, '12.40'],
    [5_000, '5,000'],
    [123_456.7, '123,457'],
    [3.1e-7, '3.10e−7'],
    [-2.5, '−2.500'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '−∞'],
  ])('writes %d as %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it.each([
    [0.0001, '1e−4'],
    [0.25, '0.25'],
    [5_000, '5,000'],
    [50_000, '50k'],
    [2_500_000, '2.5M'],
    [-3e30, '−3e30'],
  ])('writes the tick %d as %s', (value, text) => expect(formatTick(value)).toBe(text));

  it('writes shares and quantities', () => {
    expect(formatPercent(-0.005)).toBe('−0.50\u00a0%');
    expect(formatCount(-1234.4)).toBe('−1,234');
    expect(formatCount(-0.2)).toBe('0');
    expect(formatPercent(0.97531)).toBe('97.53\u00a0%');
    expect(formatPlural(1, 'run')).toBe('1 run');
    expect(formatPlural(6, 'run')).toBe('6 runs');
  });
});
