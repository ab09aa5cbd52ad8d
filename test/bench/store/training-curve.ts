/** Values that look like a loss: falling, with the noise of single batches. The same at every call. */
export function trainingCurve(length: number): Float32Array {
  const values = new Float32Array(length);
  let state = 0x2545f491;
  for (let step = 0; step < length; step += 1) {
    // xorshift32: cheap noise without a pattern that a store could make use of.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[step] = (2.3 * (1 + (state >>> 0) / 0x1_0000_0000)) / Math.sqrt(1 + step / 500);
  }
  return values;
}
