import { describeSample } from './sample.ts';
import { studentTQuantile } from './student-t.ts';

export interface Interval {
  /** Coverage, for example 0.95. */
  readonly level: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Why there is no interval. `noSpread`: all differences are equal, which says that they lie on a grid (an accuracy counts
 * examples), not that they are certain. `outOfRange`: it would hold values that no difference can have.
 */
export type NoInterval = 'tooFewPairs' | 'noSpread' | 'outOfRange';

/** An arm minus the baseline, seed by seed. */
export interface PairedDifference {
  /** Seeds for which both have a value. */
  readonly n: number;
  readonly mean: number | null;
  /** Null if n < 2. */
  readonly sd: number | null;
  /** Student's t interval of the mean difference; null where `noInterval` says why. */
  readonly interval: Interval | null;
  readonly noInterval: NoInterval | null;
  readonly pairs: readonly { readonly seed: number; readonly difference: number }[];
  /** Seeds that only one of the two has a value for: left out of the pairs, and counted. */
  readonly unpaired: number;
}

export interface PairedDifferenceOptions {
  /** Coverage of the interval. Default: 0.95. */
  readonly level?: number;
  /** The largest size that a difference can have, for example 1 of shares. Default: none. */
  readonly largest?: number;
}

/** With two pairs, the 95 % interval reaches 12.7 standard errors to either side and says next to nothing. */
const PAIRS_MIN = 3;

/** Values are float32: differences that are closer together than their rounding are equal. */
const ROUNDING = 2 ** -22;

/**
 * Differences between values paired by seed, and the t interval of their mean.
 *
 * dᵢ = armᵢ − baselineᵢ, interval = mean(d) ± t₍(1+level)/2, n−1₎ · sd(d) / √n
 *
 * The interval assumes that the differences are roughly normal (Student 1908, "The probable error of a mean"); with few
 * seeds nothing here can check that, and where it is plainly wrong there is none.
 *
 * @param arm values by seed
 * @param baseline values by seed
 */
export function pairedDifference(
  arm: ReadonlyMap<number, number>,
  baseline: ReadonlyMap<number, number>,
  { level = 0.95, largest = Infinity }: PairedDifferenceOptions = {},
): PairedDifference {
  let scale = 0;
  const pairs = [...arm]
    .flatMap(([seed, value]) => {
      const other = baseline.get(seed);
      if (other === undefined) return [];
      scale = Math.max(scale, Math.abs(value), Math.abs(other));
      return [{ seed, difference: value - other }];
    })
    .sort((a, b) => a.seed - b.seed);
  const differences = pairs.map((pair) => pair.difference);
  const { n, mean, sd, standardError } = describeSample(differences);
  const unpaired = arm.size + baseline.size - 2 * n;
  const without = (noInterval: NoInterval) => ({ n, mean, sd, interval: null, noInterval, pairs, unpaired });
  if (mean === null || standardError === null || n < PAIRS_MIN) return without('tooFewPairs');
  if (Math.max(...differences) - Math.min(...differences) <= scale * ROUNDING) return without('noSpread');
  const reach = studentTQuantile((1 + level) / 2, n - 1) * standardError;
  const interval = { level, low: mean - reach, high: mean + reach };
  if (interval.low < -largest || interval.high > largest) return without('outOfRange');
  return { n, mean, sd, interval, noInterval: null, pairs, unpaired };
}
