import { foldedMain } from './folded-threads.ts';

/** The uniform block: how many elements, the threshold below which one is dropped, and what a kept one is multiplied by. */
export function dropoutWords(elements: number, rate: number): Uint32Array {
  const [scale] = new Uint32Array(Float32Array.of(1 / (1 - rate)).buffer);
  return Uint32Array.of(elements, Math.floor(rate * 2 ** 32), scale, 0);
}

/** See `DropoutOp`: its mask takes all 32 bits of integers, which gpu.js has not. Keys and step numbers stay integers. */
export const DROPOUT_CODE = `
struct Shape { elements : u32, threshold : u32, scale : f32, padding : u32 }
@group(0) @binding(0) var<uniform> shape : Shape;
@group(0) @binding(1) var<storage, read> x : array<f32>;
@group(0) @binding(2) var<storage, read> keys : array<u32>;
@group(0) @binding(3) var<storage, read> stepNumbers : array<u32>;
@group(0) @binding(4) var<storage, read> state : array<f32>;
@group(0) @binding(5) var<storage, read_write> y : array<f32>;

fn mixed(word : u32) -> u32 {
  var h = word;
  h ^= h >> 16u;
  h *= 0x85ebca6bu;
  h ^= h >> 13u;
  h *= 0xc2b2ae35u;
  return h ^ (h >> 16u);
}
${foldedMain(`let first = mixed(keys[0] + stepNumbers[u32(state[0])] * 0x9e3779b9u);
  let second = mixed(keys[1] ^ first);
  if (mixed(mixed(i ^ first) + second) >= shape.threshold) {
    y[i] = x[i] * shape.scale;
  } else {
    y[i] = 0.0;
  }`)}`;
