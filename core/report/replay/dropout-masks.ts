import { inputShape, layerShape, sizeOf, type Shape } from '../../spec/network/layer-shape.ts';
import type { LayerSpec, NetworkSpec } from '../../spec/network/network.ts';
import { dropoutMask } from '../../tensor/dropout-mask.ts';
import { streamWords } from '../../tensor/random.ts';

/** One dropout layer of a run, with all that says what it drops. */
export interface DropoutLayer {
  /** As in the state dicts: `layers.1`, `layers.2.residual.layers.0`. */
  readonly layer: string;
  readonly rate: number;
  /** Numbers of one example that pass through it. */
  readonly features: number;
  /** The two key words of the layer's stream, unsigned. */
  readonly keys: readonly [number, number];
}

/** The dropout layers that drop anything, from the input on. */
export function dropoutLayers(network: NetworkSpec, exampleShape: readonly number[], seed: number): DropoutLayer[] {
  return layersFrom(network.layers, 'layers', inputShape(exampleShape, network.layers), seed);
}

function layersFrom(layers: readonly LayerSpec[], path: string, input: Shape, seed: number): DropoutLayer[] {
  const found: DropoutLayer[] = [];
  let shape = input;
  for (const [index, layer] of layers.entries()) {
    const own = `${path}.${index}`;
    if (layer.kind === 'dropout' && layer.rate > 0) {
      const [first, second] = streamWords(seed, 'dropout', `${own}.dropout`, 2);
      found.push({ layer: own, rate: layer.rate, features: sizeOf(shape), keys: [first >>> 0, second >>> 0] });
    }
    if (layer.kind === 'residual') found.push(...layersFrom(layer.layers, `${own}.residual.layers`, shape, seed));
    const result = layerShape(layer, shape);
    // A spec that was run has layers that fit each other.
    if ('shape' in result) shape = result.shape;
  }
  return found;
}

/** Bytes of one layer's masks over all steps: a bit for each number, each step filled up to whole bytes. */
export function maskBytes({ features }: DropoutLayer, batchSize: number, steps: number): number {
  return steps * bytesPerStep(features, batchSize);
}

/** [steps, bytes a step]: 1 for what is kept, the first number in the highest bit, as numpy.unpackbits reads it. */
export function packedMasks(
  { rate, features, keys }: DropoutLayer,
  batchSize: number,
  steps: number,
): { readonly shape: readonly number[]; readonly values: Uint8Array } {
  const bytes = bytesPerStep(features, batchSize);
  const values = new Uint8Array(steps * bytes);
  for (let step = 0; step < steps; step += 1) {
    const kept = dropoutMask(keys, step + 1, rate);
    for (let i = 0; i < batchSize * features; i += 1) {
      if (kept(i)) values[step * bytes + (i >> 3)] |= 0x80 >> (i & 7);
    }
  }
  return { shape: [steps, bytes], values };
}

function bytesPerStep(features: number, batchSize: number): number {
  return Math.ceil((batchSize * features) / 8);
}
