/**
 * Exponential moving average without the bias of its start, as TensorBoard and Weights & Biases draw it:
 *
 *   a_k = w · a_{k−1} + (1 − w) · y_k,   smoothed_k = a_k / (1 − w^k)
 *
 * `weight` w in [0, 1): 0 leaves the values as they are. A non-finite value stays as it is and does not spread.
 */
export function smooth(values: ArrayLike<number>, weight: number): Float64Array {
  const smoothed = new Float64Array(values.length);
  let average = 0;
  let correction = 1;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (!Number.isFinite(value)) {
      smoothed[i] = value;
      continue;
    }
    average = weight * average + (1 - weight) * value;
    correction *= weight;
    smoothed[i] = average / (1 - correction);
  }
  return smoothed;
}
