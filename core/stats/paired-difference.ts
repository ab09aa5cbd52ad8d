import { describeSample } from './sample.ts';
import { studentTQuantile } from './student-t.ts';

export interface Interval {
  /** Coverage, for example 0.95. */
  readonly level: number;
  readonly low: number;
  readonly high: number;
}

/** An arm minus the baseline, seed by seed. */
export interface PairedDifference {
  /** Seeds for which both have a value. */
  readonly n: number;
  readonly mean: number | null;
  /** Null if n < 2. */
  readonly sd: number | null;
  /** Student's t interval of the mean difference; null if n < 2. */
  readonly interval: Interval | null;
  readonly pairs: readonly { readonly seed: number; readonly difference: number }[];
  /** Seeds that only one of the two has a value for: left out of the pairs, and counted. */
  readonly unpaired: number;
}

/**
 * Differences between values paired by seed, and the t interval of their mean.
 *
 * dᵢ = armᵢ − baselineᵢ, interval = mean(d) ± t₍(1+level)/2, n−1₎ · sd(d) / √n
 *
 * The interval assumes that the differences are roughly normal; with few seeds nothing here can check that.
 *
 * @param arm values by seed
 * @param baseline values by seed
 * @param level coverage, 0.95 unless told
 */
export function pairedDifference(
  arm: ReadonlyMap<number, number>,
  baseline: ReadonlyMap<number, number>,
  level = 0.95,
): PairedDifference {
  const pairs = [...arm]
    .flatMap(([seed, value]) => {
      const other = baseline.get(seed);
      return other === undefined ? [] : [{ seed, difference: value - other }];
    })
    .sort((a, b) => a.seed - b.seed);
  const { n, mean, sd, standardError } = describeSample(pairs.map((pair) => pair.difference));
  const unpaired = arm.size + baseline.size - 2 * n;
  if (mean === null || standardError === null) return { n, mean, sd, interval: null, pairs, unpaired };
  const reach = studentTQuantile((1 + level) / 2, n - 1) * standardError;
  return { n, mean, sd, interval: { level, low: mean - reach, high: mean + reach }, pairs, unpaired };
}
