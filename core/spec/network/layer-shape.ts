import type { LayerSpec, PlainLayerSpec } from './layers.ts';

/** What flows between two layers, for one example. */
export type Shape = VectorShape | ImageShape;

export interface VectorShape {
  readonly kind: 'vector';
  readonly features: number;
}

export interface ImageShape {
  readonly kind: 'image';
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Why a layer cannot take what it is given. */
export interface LayerFault {
  /** Dotted, inside the layer: `size`, `layers.1.kind`. */
  readonly field: string;
  readonly expected: string;
  readonly received: string;
}

export type ShapeResult = { readonly shape: Shape } | { readonly fault: LayerFault };

/** Numbers of one example. */
export function sizeOf(shape: Shape): number {
  return shape.kind === 'image' ? shape.height * shape.width * shape.channels : shape.features;
}

export function channelsOf(shape: Shape): number {
  return shape.kind === 'image' ? shape.channels : shape.features;
}

/** Rows that one example has in a plan's matrices. */
export function positionsOf(shape: Shape): number {
  return shape.kind === 'image' ? shape.height * shape.width : 1;
}

export function vectorOf(shape: Shape): VectorShape {
  return { kind: 'vector', features: sizeOf(shape) };
}

export function describeShape(shape: Shape): string {
  if (shape.kind === 'vector') return `a vector of ${shape.features} numbers`;
  return `an image of ${shape.height} × ${shape.width} × ${shape.channels}`;
}

/** The shape that the first layer is given: an image where it can use one, else the vector of all numbers. */
export function inputShape(exampleShape: readonly number[], layers: readonly LayerSpec[]): Shape {
  const [height, width, channels] = exampleShape;
  const features = exampleShape.reduce((product, extent) => product * extent, 1);
  if (exampleShape.length !== 3 || !startsOnImages(layers)) return { kind: 'vector', features };
  return { kind: 'image', height, width, channels };
}

function startsOnImages(layers: readonly LayerSpec[]): boolean {
  const first = layers.find(({ kind }) => kind !== 'dropout');
  if (first === undefined) return false;
  if (first.kind === 'residual') return startsOnImages(first.layers);
  return first.kind !== 'dense' && first.kind !== 'flatten';
}

/** What a layer makes of its input. */
export function layerShape(layer: LayerSpec, input: Shape): ShapeResult {
  return layer.kind === 'residual' ? residualShape(layer, input) : plainLayerShape(layer, input);
}

function plainLayerShape(layer: PlainLayerSpec, input: Shape): ShapeResult {
  switch (layer.kind) {
    case 'dense':
      return { shape: { kind: 'vector', features: layer.units } };
    case 'flatten':
      return { shape: vectorOf(input) };
    case 'dropout':
      return { shape: input };
    case 'conv2d':
      return windowShape(layer, input, layer.kernelSize, 'kernelSize', layer.filters);
    case 'maxPool':
    case 'averagePool':
      return windowShape(
        { ...layer, stride: layer.stride ?? layer.size },
        input,
        layer.size,
        'size',
        channelsOf(input),
      );
    case 'globalAveragePool':
      if (input.kind === 'vector') return { fault: noImage(input) };
      return { shape: { kind: 'vector', features: input.channels } };
    default:
      return layer satisfies never;
  }
}

function windowShape(
  { stride, padding }: { readonly stride: number; readonly padding: 'same' | 'valid' },
  input: Shape,
  size: number,
  field: string,
  channels: number,
): ShapeResult {
  if (input.kind === 'vector') return { fault: noImage(input) };
  if (padding === 'valid' && size > Math.min(input.height, input.width)) {
    const expected = `at most the ${Math.min(input.height, input.width)} pixels of its input’s smaller side with valid padding`;
    return { fault: { field, expected, received: `${size}` } };
  }
  const height = windowAxis(input.height, size, stride, padding).out;
  const width = windowAxis(input.width, size, stride, padding).out;
  return { shape: { kind: 'image', height, width, channels } };
}

/** How windows lie along one axis. valid: ⌊(extent − size) / stride⌋ + 1 windows; same: ⌈extent / stride⌉. */
export function windowAxis(
  extent: number,
  size: number,
  stride: number,
  padding: 'same' | 'valid',
): { readonly out: number; readonly padBefore: number } {
  if (padding === 'valid') return { out: Math.floor((extent - size) / stride) + 1, padBefore: 0 };
  const out = Math.ceil(extent / stride);
  return { out, padBefore: Math.floor(Math.max((out - 1) * stride + size - extent, 0) / 2) };
}

function noImage(input: Shape): LayerFault {
  return {
    field: 'kind',
    expected: 'a layer for vectors, because there is no image here',
    received: describeShape(input),
  };
}

function residualShape(layer: Extract<LayerSpec, { kind: 'residual' }>, input: Shape): ShapeResult {
  let shape = input;
  for (const [index, inner] of layer.layers.entries()) {
    const result = plainLayerShape(inner, shape);
    if ('fault' in result) return { fault: { ...result.fault, field: `layers.${index}.${result.fault.field}` } };
    shape = result.shape;
  }
  const same = describeShape(shape) === describeShape(input);
  if (layer.shortcut === 'identity' && !same) {
    const expected = 'projection, because the block’s layers change the shape';
    return {
      fault: {
        field: 'shortcut',
        expected,
        received: `identity from ${describeShape(input)} to ${describeShape(shape)}`,
      },
    };
  }
  if (layer.shortcut === 'projection' && projectionStride(input, shape) === null) {
    const expected =
      'layers whose output a projection can reach: vectors from vectors, or images smaller by a whole stride';
    return { fault: { field: 'layers', expected, received: `${describeShape(input)} to ${describeShape(shape)}` } };
  }
  return { shape };
}

/** Stride of the 1×1 convolution from one image to another; 1 between vectors; null where there is none. */
export function projectionStride(from: Shape, to: Shape): number | null {
  if (from.kind === 'vector' || to.kind === 'vector') return from.kind === to.kind ? 1 : null;
  const stride = Math.ceil(from.height / to.height);
  const fits = Math.ceil(from.height / stride) === to.height && Math.ceil(from.width / stride) === to.width;
  return fits ? stride : null;
}
