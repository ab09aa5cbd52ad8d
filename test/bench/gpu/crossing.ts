/** What one net takes at one batch size, in ms per step; null where it was not timed. */
export interface BatchTimes {
  readonly batchSize: number;
  readonly gpu: number | null;
  readonly wasm: number | null;
}

/**
 * The batch size from which the GPU beats WASM: there, and at every larger size at which both were timed.
 * @returns null where it does not at the largest.
 */
export function crossing(times: readonly BatchTimes[]): number | null {
  let from: number | null = null;
  for (const { batchSize, gpu, wasm } of [...times].sort((a, b) => a.batchSize - b.batchSize)) {
    if (gpu === null || wasm === null) continue;
    if (gpu >= wasm) from = null;
    else from ??= batchSize;
  }
  return from;
}
