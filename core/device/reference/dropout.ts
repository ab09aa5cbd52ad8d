import type { FloatMatrix, IntMatrix } from './matrix.ts';

export interface DropoutOperands {
  readonly x: FloatMatrix;
  readonly y: FloatMatrix;
  readonly keys: IntMatrix;
  /** Global number of the step, from 1. */
  readonly stepNumber: number;
}

/** See `DropoutOp`. `| 0` keeps sums of 32-bit words within 32 bits, and `>>> 0` reads one as unsigned. */
export function dropout(rate: number, { x, y, keys, stepNumber }: DropoutOperands): void {
  const first = mix(keys.values[0] + Math.imul(stepNumber, 0x9e3779b9));
  const second = mix(keys.values[1] ^ first);
  const threshold = Math.floor(rate * 2 ** 32);
  for (let i = 0; i < x.values.length; i += 1) {
    const kept = mix(mix(i ^ first) + second) >>> 0 >= threshold;
    y.values[i] = kept ? x.values[i] / (1 - rate) : 0;
  }
}

/** The finalizer of MurmurHash3 (Appleby 2008, fmix32): each bit of the word decides about half of the result's bits. */
function mix(word: number): number {
  let h = word | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
