/**
 * xoshiro128**: 32 bits per call from 128 bits of state, period 2¹²⁸ − 1. Blackman & Vigna 2021, "Scrambled linear
 * pseudorandom number generators" (https://prng.di.unimi.it/xoshiro128starstar.c). Not cryptographic.
 */
export class Xoshiro128 {
  #s0: number;
  #s1: number;
  #s2: number;
  #s3: number;

  /**
   * @param state Four 32-bit words. All zeros, a state that the generator cannot leave, is replaced by (1, 0, 0, 0).
   */
  constructor(state: readonly [number, number, number, number]) {
    const allZero = state.every((word) => word >>> 0 === 0);
    this.#s0 = allZero ? 1 : state[0] | 0;
    this.#s1 = state[1] | 0;
    this.#s2 = state[2] | 0;
    this.#s3 = state[3] | 0;
  }

  /** The next 32 bits, as an integer in [0, 2³²). */
  next(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#s1, 5), 7), 9);
    const t = this.#s1 << 9;
    this.#s2 ^= this.#s0;
    this.#s3 ^= this.#s1;
    this.#s1 ^= this.#s2;
    this.#s0 ^= this.#s3;
    this.#s2 ^= t;
    this.#s3 = rotateLeft(this.#s3, 11);
    return result >>> 0;
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
