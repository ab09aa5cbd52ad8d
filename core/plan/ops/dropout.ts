import type { BufferId } from '../buffer.ts';

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
