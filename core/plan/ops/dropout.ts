import type { BufferId } from '../buffer.ts';
import type { OpDescription } from '../op-description.ts';

/**
 * Inverted dropout: y = x / (1 − rate) where the element is kept, else 0. It is its own backward pass, with gradOutput
 * for x and gradInput for y.
 *
 * Whether the element i = row · C + column is kept is computed and not drawn, all in u32 arithmetic modulo 2³², so that
 * every device has the same mask and none stores it. With `mix` the finalizer of MurmurHash3,
 *   mix(h): h ^= h >>> 16; h *= 0x85ebca6b; h ^= h >>> 13; h *= 0xc2b2ae35; h ^= h >>> 16,
 * the layer's two key words and t = stepNumbers[s]:
 *   first = mix(keys[0] + t · 0x9e3779b9); second = mix(keys[1] ^ first);
 *   kept if mix(mix(i ^ first) + second) ≥ threshold, threshold = ⌊rate · 2³²⌋, unsigned.
 *
 * x, y: float [B, C]; keys: int [1, 2], the two key words; stepNumbers: int [stepsMax, 1].
 * rate in [0, 1). Srivastava et al. 2014; a counter-based generator after Salmon et al. 2011.
 */
export interface DropoutOp {
  readonly kind: 'dropout';
  readonly x: BufferId;
  readonly y: BufferId;
  readonly keys: BufferId;
  readonly stepNumbers: BufferId;
  readonly rate: number;
}

export const dropout: OpDescription<DropoutOp> = {
  buffers: ({ x, keys, stepNumbers, y }) => ({ reads: [x, keys, stepNumbers], writes: [y] }),
  check({ x, y, keys, stepNumbers, rate }, check) {
    check.like(x, y);
    check.shape(keys, 1, 2);
    check.shape(stepNumbers, check.info(stepNumbers).rows, 1);
    check.that(rate >= 0 && rate < 1, `rate must be in [0, 1), is ${rate}`);
  },
  // The hash has 12 integer operations, which count as the multiplication does.
  flops: ({ x }, { size }) => 13 * size(x),
  convention:
    'y = kept ? x / (1 − rate) : 0. The masks follow from each layer’s two keys under "dropout", in unsigned 32-bit arithmetic: mix(h) is h ^= h >> 16; h *= 0x85ebca6b; h ^= h >> 13; h *= 0xc2b2ae35; h ^= h >> 16; first = mix(keys[0] + step · 0x9e3779b9); second = mix(keys[1] ^ first); number i is kept if mix(mix(i ^ first) + second) ≥ ⌊rate · 2^32⌋',
};
