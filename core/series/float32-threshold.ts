import { float32Text } from './float32-text.ts';

/**
 * Comparisons of a series' values with numbers that a person wrote. Series hold float32: an accuracy of 0.9 is stored as
 * 0.899999976…, which is below the double 0.9. So the written number is rounded to float32 before it is compared, here and
 * nowhere else. Neither value nor number may be NaN for any of them to be true.
 */

/** The float32 that a series holds where a written number was meant. */
export function storedValue(written: number): number {
  return Math.fround(written);
}

export function isAtLeast(value: number, written: number): boolean {
  return storedValue(value) >= storedValue(written);
}

export function isAtMost(value: number, written: number): boolean {
  return storedValue(value) <= storedValue(written);
}

export function isAbove(value: number, written: number): boolean {
  return storedValue(value) > storedValue(written);
}

/**
 * The float32 at a written distance from a stored value: from the float32 of 0.8, 0.1 further is that of 0.9. The sum is
 * that of the decimals, because the sum of a rounded value and 0.1 may round to a neighbour of 0.9.
 */
export function storedAtDistance(value: number, written: number): number {
  return storedValue(Number(float32Text(value)) + written);
}
