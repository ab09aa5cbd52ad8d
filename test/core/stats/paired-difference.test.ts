import { describe, expect, it } from 'vitest';
import { pairedDifference } from '#core/stats/paired-difference.ts';

/** R's data set `sleep` (Cushny & Peebles 1905, in Student 1908): extra hours of sleep of ten patients, two drugs. */
const drug1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
const drug2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
const bySeed = (values: readonly number[]) => new Map(values.map((value, index) => [index + 1, value]));

describe('pairedDifference', () => {
  it('gives what R documents for t.test(extra ~ group, sleep, paired = TRUE)', () => {
    const difference = pairedDifference(bySeed(drug1), bySeed(drug2));
    expect(difference.n).toBe(10);
    expect(difference.mean).toBeCloseTo(-1.58, 10);
    expect(difference.interval?.low).toBeCloseTo(-2.4598858, 6);
    expect(difference.interval?.high).toBeCloseTo(-0.7001142, 6);
    expect(difference.unpaired).toBe(0);
  });

  it('pairs by seed, not by position, and counts seeds without a partner', () => {
    const difference = pairedDifference(
      new Map([
        [3, 30],
        [1, 10],
        [9, 90],
      ]),
      new Map([
        [1, 1],
        [2, 2],
        [3, 3],
      ]),
    );
    expect(difference.pairs).toEqual([
      { seed: 1, difference: 9 },
      { seed: 3, difference: 27 },
    ]);
    expect(difference.unpaired).toBe(2);
  });

  it('claims no interval from one pair', () => {
    const difference = pairedDifference(new Map([[1, 0.9]]), new Map([[1, 0.8]]));
    expect(difference).toMatchObject({ n: 1, sd: null, interval: null });
    expect(pairedDifference(new Map(), new Map())).toMatchObject({ n: 0, mean: null, interval: null });
  });

  it('claims none from two pairs, which would reach across everything', () => {
    const difference = pairedDifference(bySeed([0.9, 0.95]), bySeed([0.4, 0.45]));
    expect(difference).toMatchObject({ n: 2, interval: null, noInterval: 'tooFewPairs' });
    expect(difference.sd).not.toBeNull();
  });

  it('claims none of zero width from equal differences, though float32 makes them differ in their last digit', () => {
    const shares = (...values: number[]) => bySeed([...Float32Array.from(values)]);
    for (const [arm, baseline] of [
      [shares(0.9, 0.8, 0.7), shares(0.8, 0.7, 0.6)],
      [shares(0.5, 0.5, 0.5), shares(0.5, 0.5, 0.5)],
      [bySeed([3, 3, 3]), bySeed([0, 0, 0])],
    ]) {
      expect(pairedDifference(arm, baseline)).toMatchObject({ interval: null, noInterval: 'noSpread' });
    }
  });

  it('claims none that holds values which no difference can have', () => {
    const arm = bySeed([1, 0.1, 0.9]);
    const baseline = bySeed([0, 0.9, 0.1]);
    expect(pairedDifference(arm, baseline, { largest: 1 }).noInterval).toBe('outOfRange');
    expect(pairedDifference(arm, baseline).interval).not.toBeNull();
  });
});
