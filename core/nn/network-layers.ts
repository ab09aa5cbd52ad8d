import { assert, present } from '../assert.ts';
import {
  channelsOf,
  layerShape,
  positionsOf,
  projectionStride,
  sizeOf,
  windowAxis,
  type ImageShape,
  type Shape,
} from '../spec/network/layer-shape.ts';
import { blockPath, innerLayerPath, shortcutPath } from '../spec/network/layer-path.ts';
import type { LayerSpecOf, NetworkSpec, PlainLayerSpec } from '../spec/network/network.ts';
import { weightInitializer } from './initializers/initializer.ts';
import { Activation } from './layers/activation.ts';
import { Conv2d } from './layers/conv2d.ts';
import { Dense } from './layers/dense.ts';
import { Dropout } from './layers/dropout.ts';
import { Flatten } from './layers/flatten.ts';
import type { Layer } from './layers/layer.ts';
import { Pool } from './layers/pool.ts';
import { Residual } from './layers/residual.ts';
import { Sequential } from './layers/sequential.ts';
import { keepsBias, normalizationLayer } from './normalization-layer.ts';

/** Builds one hidden layer of the spec. `path` is its own: `layers.2`, `layers.3.residual.layers.0`. */
export function hiddenLayer(network: NetworkSpec, layer: PlainLayerSpec, path: string, input: Shape): Layer {
  switch (layer.kind) {
    case 'dense':
      return denseBlock(network, layer, path, input);
    case 'conv2d':
      return convolutionBlock(network, layer, path, imageOf(input));
    case 'maxPool':
    case 'averagePool': {
      const { size, padding, stride = size } = layer;
      const geometry = windowGeometry(imageOf(input), { size, stride, padding });
      return new Pool({ path: `${path}.${layer.kind}`, kind: layer.kind === 'maxPool' ? 'max' : 'average', geometry });
    }
    case 'globalAveragePool': {
      const image = imageOf(input);
      const whole = { kernelHeight: image.height, kernelWidth: image.width, outHeight: 1, outWidth: 1 };
      const geometry = { ...windowGeometry(image, { size: 1, stride: 1, padding: 'valid' }), ...whole };
      return new Pool({ path: `${path}.globalAveragePool`, kind: 'average', geometry });
    }
    case 'flatten':
      return new Flatten({ path: `${path}.flatten`, positions: positionsOf(input) });
    case 'dropout':
      return new Dropout({ path: `${path}.dropout`, rate: layer.rate });
    default:
      return layer satisfies never;
  }
}

/** Dense, with bias, and without activation or normalization. */
export function outputLayer(network: NetworkSpec, path: string, input: Shape, classes: number): Layer {
  const fanIn = sizeOf(input);
  const initializer = weightInitializer(network.initializer, fanIn, classes);
  const dense = new Dense({ path: `${path}.dense`, fanIn, fanOut: classes, bias: true, initializer });
  return flattened(dense, path, input);
}

/** Flattens an image before a dense layer. */
function flattened(dense: Layer, path: string, input: Shape): Layer {
  return new Sequential([new Flatten({ path: `${path}.flatten`, positions: positionsOf(input) }), dense]);
}

function denseBlock(network: NetworkSpec, layer: LayerSpecOf<'dense'>, path: string, input: Shape): Layer {
  const fanIn = sizeOf(input);
  const normalization = layer.normalization ?? network.normalization;
  const dense = new Dense({
    path: `${path}.dense`,
    fanIn,
    fanOut: layer.units,
    bias: keepsBias(normalization),
    initializer: weightInitializer(layer.initializer ?? network.initializer, fanIn, layer.units),
    weightNormalized: normalization.kind === 'weight',
  });
  const output: Shape = { kind: 'vector', features: layer.units };
  return block(network, layer, path, flattened(dense, path, input), output);
}

function convolutionBlock(network: NetworkSpec, layer: LayerSpecOf<'conv2d'>, path: string, input: ImageShape): Layer {
  const normalization = layer.normalization ?? network.normalization;
  const { filters, kernelSize } = layer;
  const area = kernelSize * kernelSize;
  const geometry = windowGeometry(input, { size: kernelSize, stride: layer.stride, padding: layer.padding });
  const convolution = new Conv2d({
    path: `${path}.conv2d`,
    geometry: { ...geometry, inChannels: input.channels, outChannels: filters },
    bias: keepsBias(normalization),
    // As in PyTorch, fanIn and fanOut count the positions of the kernel.
    initializer: weightInitializer(layer.initializer ?? network.initializer, input.channels * area, filters * area),
    weightNormalized: normalization.kind === 'weight',
  });
  const output: Shape = { kind: 'image', height: geometry.outHeight, width: geometry.outWidth, channels: filters };
  return block(network, layer, path, convolution, output);
}

/** A layer with weights, its normalization (if any) and its activation, in the order that `placement` specifies. */
function block(
  network: NetworkSpec,
  layer: LayerSpecOf<'dense'> | LayerSpecOf<'conv2d'>,
  path: string,
  weighted: Layer,
  output: Shape,
): Layer {
  const normalization = layer.normalization ?? network.normalization;
  const activation = new Activation({ path: `${path}.activation`, function: layer.activation ?? network.activation });
  const normalizing = normalizationLayer(normalization, path, output);
  if (normalizing === null) return new Sequential([weighted, activation]);
  const after = 'placement' in normalization && normalization.placement === 'afterActivation';
  return new Sequential(after ? [weighted, activation, normalizing] : [weighted, normalizing, activation]);
}

/** The body's layers, the shortcut, and the activation of their sum. */
export function residualBlock(network: NetworkSpec, layer: LayerSpecOf<'residual'>, path: string, input: Shape): Layer {
  let shape = input;
  const body = layer.layers.map((inner, index) => {
    const built = hiddenLayer(network, inner, innerLayerPath(path, index), shape);
    const result = layerShape(inner, shape);
    assert('shape' in result, 'the layers of a residual block fit each other');
    shape = result.shape;
    return built;
  });
  const shortcut =
    layer.shortcut === 'projection' ? projection(network, shortcutPath(path), input, shape) : new Sequential([]);
  return new Sequential([
    new Residual({ path: blockPath(path), body: new Sequential(body), shortcut }),
    new Activation({ path: `${path}.activation`, function: layer.activation ?? network.activation }),
  ]);
}

/** A linear layer to the output's shape, normalized like the rest of the network: He et al. 2016, option B. */
function projection(network: NetworkSpec, path: string, input: Shape, output: Shape): Layer {
  const stride = present(projectionStride(input, output), 'a projection between these shapes');
  const activation = 'identity';
  if (output.kind === 'vector')
    return hiddenLayer(network, { kind: 'dense', units: output.features, activation }, path, input);
  const layer = {
    kind: 'conv2d',
    filters: output.channels,
    kernelSize: 1,
    stride,
    padding: 'same',
    activation,
  } as const;
  return hiddenLayer(network, layer, path, input);
}

interface Windows {
  readonly size: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid';
}

/** Square windows over images of one shape. */
function windowGeometry({ height, width }: ImageShape, { size, stride, padding }: Windows) {
  const vertical = windowAxis(height, size, stride, padding);
  const horizontal = windowAxis(width, size, stride, padding);
  return {
    inHeight: height,
    inWidth: width,
    outHeight: vertical.out,
    outWidth: horizontal.out,
    kernelHeight: size,
    kernelWidth: size,
    strideY: stride,
    strideX: stride,
    padTop: vertical.padBefore,
    padLeft: horizontal.padBefore,
  };
}

function imageOf(shape: Shape): ImageShape {
  assert(shape.kind === 'image', `a layer for images is given an image, not ${channelsOf(shape)} numbers`);
  return shape;
}
