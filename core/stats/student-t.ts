/// <reference path="./jstat.d.ts" />
import jStat from 'jstat';

/**
 * Quantile of Student's t distribution: the x with P(T ≤ x) = p. Relative error below 1e-7 (jStat's incomplete beta).
 *
 * @param p probability, strictly between 0 and 1
 * @param degreesOfFreedom above 0
 * @throws RangeError outside these ranges.
 */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`p: expected a number between 0 and 1, received ${p}`);
  if (!(degreesOfFreedom > 0)) {
    throw new RangeError(`degreesOfFreedom: expected a number above 0, received ${degreesOfFreedom}`);
  }
  return jStat.studentt.inv(p, degreesOfFreedom);
}
