import { randomStream, type RandomStream } from '#core/tensor/random.ts';

/** Sizes around the widths of vectors (4), of panels (8) and of tiles (6). */
export const SIZES = [1, 2, 3, 7, 8, 9, 100];

export function stream(purpose: string): RandomStream {
  return randomStream(20_240, 'conformance', purpose);
}

/** Kinds of numbers that float32 work meets: each makes `size` values. */
export const DISTRIBUTIONS = {
  standardNormal: (random: RandomStream, size: number) => fill(size, () => random.normal()),
  /** Twelve orders of magnitude, both signs: sums cancel. */
  wide: (random: RandomStream, size: number) => fill(size, () => random.normal() * 10 ** (12 * random.uniform() - 6)),
  tiny: (random: RandomStream, size: number) => fill(size, () => random.normal() * 1e-18),
  large: (random: RandomStream, size: number) => fill(size, () => random.normal() * 1e15),
  zeros: (_random: RandomStream, size: number) => new Float32Array(size),
} satisfies Record<string, (random: RandomStream, size: number) => Float32Array<ArrayBuffer>>;

export type DistributionName = keyof typeof DISTRIBUTIONS;
export const DISTRIBUTION_NAMES = Object.keys(DISTRIBUTIONS) as DistributionName[];

export function normals(random: RandomStream, size: number, deviation = 1, mean = 0): Float32Array<ArrayBuffer> {
  return fill(size, () => mean + deviation * random.normal());
}

export function magnitudes(values: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(values, Math.abs);
}

function fill(size: number, value: () => number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: size }, value);
}
