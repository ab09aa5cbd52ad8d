import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { assert } from '../assert.ts';
import { naturalLogarithm } from './natural-logarithm.ts';
import { Xoshiro128 } from './xoshiro.ts';

/**
 * Named random streams. Every draw in the lab comes from the stream of its (seed, purpose, path), never from a shared
 * sequence, so adding a layer to one arm shifts no draw of another. Streams are bit-identical on every platform: they
 * use only operations that IEEE 754 and ECMAScript define exactly.
 */
export interface RandomStream {
  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number;
  /** Standard normal, N(0, 1). */
  normal(): number;
  /** Uniform in {0, …, boundExclusive − 1}, without modulo bias; the bound is an integer from 1 to 2³². */
  integer(boundExclusive: number): number;
  /** A uniformly drawn permutation of 0 … n − 1. */
  permutation(n: number): Int32Array<ArrayBuffer>;
}

/**
 * The stream of a name.
 * @param seed The run's or the data set's seed.
 * @param purpose What is drawn: `initialize`, `order`, …
 * @param path What it is drawn for, for example a parameter's path.
 */
export function randomStream(seed: number, purpose: string, path = ''): RandomStream {
  return new XoshiroStream(new Xoshiro128(stateOf(seed, purpose, path)));
}

/**
 * The first `count` (1 to 4) 32-bit words of a stream's state: the key of a generator that a device evaluates itself.
 */
export function streamWords(seed: number, purpose: string, path: string, count: number): Int32Array<ArrayBuffer> {
  assert(count >= 1 && count <= 4, `a stream's state has 4 words, asked for ${count}`);
  return Int32Array.from(stateOf(seed, purpose, path).slice(0, count));
}

/** The first 128 bits of SHA-256 over the name, so that different names have unrelated streams. */
function stateOf(seed: number, purpose: string, path: string): [number, number, number, number] {
  const digest = sha256(utf8ToBytes(JSON.stringify([seed, purpose, path])));
  const words = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  return [words.getUint32(0), words.getUint32(4), words.getUint32(8), words.getUint32(12)];
}

class XoshiroStream implements RandomStream {
  readonly #generator: Xoshiro128;
  /** The polar method produces normals in pairs. */
  #spareNormal: number | null = null;

  constructor(generator: Xoshiro128) {
    this.#generator = generator;
  }

  uniform(): number {
    const high = this.#generator.next() >>> 5;
    const low = this.#generator.next() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /** Marsaglia & Bray 1964, the polar method, which needs no sine or cosine. */
  normal(): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const squaredRadius = u * u + v * v;
      if (squaredRadius >= 1 || squaredRadius === 0) continue;
      const factor = Math.sqrt((-2 * naturalLogarithm(squaredRadius)) / squaredRadius);
      this.#spareNormal = v * factor;
      return u * factor;
    }
  }

  integer(boundExclusive: number): number {
    assert(
      Number.isInteger(boundExclusive) && boundExclusive >= 1 && boundExclusive <= 2 ** 32,
      `integer() needs a bound from 1 to 2^32, received ${boundExclusive}`,
    );
    // Draws at or above the largest multiple of the bound would favour small remainders.
    const limit = 2 ** 32 - (2 ** 32 % boundExclusive);
    for (;;) {
      const draw = this.#generator.next();
      if (draw < limit) return draw % boundExclusive;
    }
  }

  /** Fisher–Yates (Durstenfeld's in-place form). */
  permutation(n: number): Int32Array<ArrayBuffer> {
    const order = Int32Array.from({ length: n }, (_, index) => index);
    for (let last = n - 1; last > 0; last -= 1) {
      const other = this.integer(last + 1);
      const swapped = order[last];
      order[last] = order[other];
      order[other] = swapped;
    }
    return order;
  }
}
