/**
 * A scalar series of one run as two columns: value i stands at step steps[i]. Steps rise strictly.
 */
export interface Curve {
  readonly steps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Points at steps firstStep + i · stride, as training reports and the store keeps them. */
export interface CurveChunk {
  readonly firstStep: number;
  readonly stride: number;
  readonly values: ArrayLike<number>;
}

export const EMPTY_CURVE: Curve = { steps: [], values: [] };

/**
 * Chunks of a scalar series joined into one curve.
 *
 * @throws RangeError if steps do not rise strictly: a step told twice would count twice in every mean.
 */
export function curveOf(chunks: readonly CurveChunk[]): Curve {
  const count = chunks.reduce((sum, chunk) => sum + chunk.values.length, 0);
  const steps = new Float64Array(count);
  const values = new Float32Array(count);
  let at = 0;
  for (const chunk of chunks) {
    for (let i = 0; i < chunk.values.length; i++, at++) {
      const step = chunk.firstStep + i * chunk.stride;
      if (at > 0 && !(step > steps[at - 1])) {
        throw new RangeError(`Steps of a series must rise: expected one above ${steps[at - 1]}, received ${step}`);
      }
      steps[at] = step;
      values[at] = chunk.values[i];
    }
  }
  return { steps, values };
}

/** The last finite value; null if there is none. */
export function lastValue(curve: Curve): number | null {
  for (let i = curve.values.length - 1; i >= 0; i--) {
    if (Number.isFinite(curve.values[i])) return curve.values[i];
  }
  return null;
}

/** The largest finite value; null if there is none. */
export function largestValue(curve: Curve): number | null {
  let largest: number | null = null;
  for (let i = 0; i < curve.values.length; i++) {
    const value = curve.values[i];
    if (Number.isFinite(value) && (largest === null || value > largest)) largest = value;
  }
  return largest;
}
