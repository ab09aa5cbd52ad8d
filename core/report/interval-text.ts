import { formatSigned } from '../format/number.ts';
import type { PairedDifference } from '../stats/paired-difference.ts';

/**
 * The interval of a mean difference in words, or why there is none.
 * @param format writes one of its ends without a sign for what is above zero
 */
export function intervalText(difference: PairedDifference, format: (value: number) => string): string {
  const { n, interval, noInterval } = difference;
  if (interval !== null) {
    const [low, high] = [formatSigned(interval.low, format), formatSigned(interval.high, format)];
    return low === high ? `95 % interval narrower than the digits of ${low}` : `95 % interval ${low} to ${high}`;
  }
  switch (noInterval) {
    case 'tooFewPairs':
      return n < 2 ? 'one pair: no interval' : `${n} pairs: too few for an interval`;
    case 'noSpread':
      return `all ${n} differences are equal: no interval`;
    case 'outOfRange':
      return 'no interval: that of Student’s t would leave the possible range';
    case null:
      return '';
    default:
      return noInterval satisfies never;
  }
}
