/**
 * Quantile with linear interpolation between order statistics (type 7 of Hyndman & Fan 1996, the default of R and
 * NumPy): position h = (n − 1)·p, value = x₍⌊h⌋₎ + (h − ⌊h⌋)·(x₍⌊h⌋₊₁₎ − x₍⌊h⌋₎).
 *
 * @param sorted ascending, all finite, at least one
 * @param p from 0 to 1
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new RangeError('sorted: expected at least one value, received none');
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p: expected a number from 0 to 1, received ${p}`);
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
