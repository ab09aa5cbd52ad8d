import { layerPath } from '../spec/network/layer-path.ts';
import { inputShape, layerShape, type Shape } from '../spec/network/layer-shape.ts';
import type { LayerSpec, NetworkSpec } from '../spec/network/network.ts';
import { assert } from '../assert.ts';
import { hiddenLayer, outputLayer, residualBlock } from './network-layers.ts';
import type { Layer } from './layers/layer.ts';
import { Sequential } from './layers/sequential.ts';

/** A network and the shape of its input. */
export interface BuiltNetwork {
  readonly layer: Layer;
  /** Of one example, as the first layer expects it. */
  readonly inputShape: Shape;
}

/**
 * The layers between inputs and logits: the hidden layers of the spec, then the implied output layer, which is dense,
 * with bias, never normalized and without activation. Layer i has the paths `layers.<i>.…`, those inside a residual block
 * `layers.<i>.residual.layers.<j>.…`; the output layer takes the next index.
 *
 * @param exampleShape [features] or [height, width, channels].
 * @param classes Logits per example.
 */
export function buildNetwork(spec: NetworkSpec, exampleShape: readonly number[], classes: number): BuiltNetwork {
  const first = inputShape(exampleShape, spec.layers);
  const layers: Layer[] = [];
  let shape = first;
  spec.layers.forEach((layerSpec, index) => {
    const path = layerPath(index);
    layers.push(
      layerSpec.kind === 'residual'
        ? residualBlock(spec, layerSpec, path, shape)
        : hiddenLayer(spec, layerSpec, path, shape),
    );
    shape = shapeAfter(layerSpec, shape);
  });
  layers.push(outputLayer(spec, layerPath(spec.layers.length), shape, classes));
  return { layer: new Sequential(layers), inputShape: first };
}

/** The spec's checks guarantee that every layer accepts its input. */
function shapeAfter(layer: LayerSpec, input: Shape): Shape {
  const result = layerShape(layer, input);
  assert('shape' in result, 'the layers of a network fit each other');
  return result.shape;
}
