/**
 * A sample of one quantity over seeds, described. Spread needs two values: with n = 1 there is none, and none is shown.
 */
export interface Sample {
  readonly n: number;
  /** Null if n = 0. */
  readonly mean: number | null;
  /** Standard deviation of the sample, divided by n − 1; null if n < 2. */
  readonly sd: number | null;
  /** sd / √n; null if n < 2. */
  readonly standardError: number | null;
  readonly values: readonly number[];
}

/**
 * Mean, standard deviation and standard error.
 *
 * mean = Σ xᵢ / n, sd = √(Σ (xᵢ − mean)² / (n − 1)), standardError = sd / √n
 *
 * Values that are not finite are no values: callers count such runs as diverged before they come here.
 *
 * @throws RangeError if a value is not finite.
 */
export function describeSample(values: readonly number[]): Sample {
  const n = values.length;
  if (n === 0) return { n, mean: null, sd: null, standardError: null, values };
  for (const value of values) {
    if (!Number.isFinite(value)) throw new RangeError(`A sample holds finite numbers: expected one, received ${value}`);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { n, mean, sd: null, standardError: null, values };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sd = Math.sqrt(squares / (n - 1));
  return { n, mean, sd, standardError: sd / Math.sqrt(n), values };
}
