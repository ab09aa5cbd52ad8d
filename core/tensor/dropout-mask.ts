/**
 * Which elements dropout keeps at a step, computed from the layer's two key words alone: the rule that `DropoutOp`
 * states and every device follows. `| 0` keeps sums of 32-bit words within 32 bits, and `>>> 0` reads one as unsigned.
 * @param stepNumber The step's global number, from 1.
 * @returns whether the element with a given index (row · columns + column) is kept
 */
export function dropoutMask(keys: ArrayLike<number>, stepNumber: number, rate: number): (index: number) => boolean {
  const first = mix(keys[0] + Math.imul(stepNumber, 0x9e3779b9));
  const second = mix(keys[1] ^ first);
  const threshold = Math.floor(rate * 2 ** 32);
  return (index) => mix(mix(index ^ first) + second) >>> 0 >= threshold;
}

/**
 * The finalizer of MurmurHash3 (Appleby 2008, fmix32): each bit of the word affects about half of the result's bits.
 */
function mix(word: number): number {
  let h = word | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
