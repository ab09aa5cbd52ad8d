import { plainLayerSpec } from '#core/spec/network/layers.ts';
import type { ImageShape, Shape, VectorShape } from '#core/spec/network/layer-shape.ts';
import {
  activationSpec,
  initializerSpec,
  type LayerKind,
  type LayerSpec,
  type LayerSpecOf,
  type NetworkSpec,
  type PlainLayerSpec,
} from '#core/spec/network/network.ts';
import type { Mode } from '#core/nn/layers/layer.ts';
import {
  normalizations,
  pytorchNormalizes,
  under,
  weightedTensors,
  type TensorShapes,
} from './normalization-checks.ts';
import type { OptionMatrix } from './option-matrix.ts';

/** What every kind of layer must do, in the test's own words: shapes, tensors and options of each. */

/** What a layer has besides its own options: the network's, where it asks for them. */
export type NetworkDefaults = Pick<NetworkSpec, 'activation' | 'initializer' | 'normalization'>;

export interface LayerCheck<Spec> extends OptionMatrix<Spec> {
  /** Examples of every rank, small enough for finite differences. */
  readonly inputs: readonly Shape[];
  /** On which of them options are crossed; all if left out. */
  readonly crossedOn?: readonly Shape['kind'][];
  /** Whether crossed options are checked in whole networks too. Default: no, there each option is varied alone. */
  readonly crossedInNetworks?: boolean;
  /** Null where the layer must refuse its input. */
  output(spec: Spec, input: Shape): Shape | null;
  tensors(spec: Spec, input: Shape, defaults: NetworkDefaults): TensorShapes;
  /** Defaults of networks: options that are not crossed are varied under the first alone. */
  readonly defaults?: readonly Partial<NetworkDefaults>[];
  /** The hidden layers of whole networks that hold the layer, for an input that it accepts. */
  networks(spec: Spec, input: Shape): readonly (readonly LayerSpec[])[];
  /** The modes in which PyTorch computes the same. */
  inPytorch(spec: Spec, defaults: NetworkDefaults): readonly Mode[];
}

const vector = (features: number): VectorShape => ({ kind: 'vector', features });
const image = (height: number, width: number, channels: number): ImageShape => ({
  kind: 'image',
  height,
  width,
  channels,
});
/** Computed here, not by the code under test. */
export const sizeOf = (shape: Shape) =>
  shape.kind === 'image' ? shape.height * shape.width * shape.channels : shape.features;

const MODES = ['training', 'evaluation'] as const;

export const INITIALIZERS = [
  { kind: 'xavier', distribution: 'normal' },
  { kind: 'xavier', distribution: 'uniform' },
  { kind: 'he', distribution: 'normal' },
  { kind: 'he', distribution: 'uniform' },
  { kind: 'lecun', distribution: 'normal' },
  { kind: 'lecun', distribution: 'uniform' },
  { kind: 'normal', stddev: 0.5 },
  { kind: 'normal', stddev: 0.7 },
  { kind: 'uniform', limit: 0.5 },
  { kind: 'uniform', limit: 0.7 },
].map((input) => initializerSpec.parse(input));

/** With the activation whose gradient has no kink first. */
const activations = ['tanh', ...activationSpec.options.filter((name) => name !== 'tanh')] as const;
const paddings = ['same', 'valid'] as const;

/** Windows along one axis, as the documentation of padding has it. */
const windows = (extent: number, size: number, stride: number, padding: 'same' | 'valid') =>
  padding === 'same' ? Math.ceil(extent / stride) : Math.floor((extent - size) / stride + 1);

function windowed(
  input: Shape,
  { size, stride, padding }: { size: number; stride: number; padding: 'same' | 'valid' },
  channels: number,
): Shape | null {
  if (input.kind === 'vector') return null;
  const [height, width] = [input.height, input.width].map((extent) => windows(extent, size, stride, padding));
  return height < 1 || width < 1 ? null : image(height, width, channels);
}

const pool: Omit<LayerCheck<LayerSpecOf<'maxPool'> | LayerSpecOf<'averagePool'>>, 'output'> & {
  output(spec: Omit<LayerSpecOf<'maxPool'>, 'kind'>, input: Shape): Shape | null;
} = {
  values: { size: [2, 3, 5], stride: [undefined, 1, 2, 3], padding: paddings },
  crossed: [['size', 'stride', 'padding']],
  inputs: [image(5, 4, 2), vector(3)],
  output: ({ size, stride = size, padding }, input) =>
    windowed(input, { size, stride, padding }, input.kind === 'image' ? input.channels : 0),
  tensors: () => ({}),
  networks: (spec) => [
    [conv(2), spec, dense(3)],
    [spec, conv(3)],
  ],
  inPytorch: () => MODES,
};

const plain = (layer: object): PlainLayerSpec => plainLayerSpec.parse(layer);
const dense = (units: number) => plain({ kind: 'dense', units, activation: 'tanh' });
const conv = (filters: number, stride = 1) => plain({ kind: 'conv2d', filters, stride, activation: 'tanh' });

/** Bodies of residual blocks: each with what it makes of a vector of 4 and of an image of 4 × 3 × 2. */
const BODIES: { layers: PlainLayerSpec[]; ofVector: Shape | null; ofImage: Shape | null }[] = [
  { layers: [conv(4), conv(2)], ofVector: null, ofImage: image(4, 3, 2) },
  { layers: [conv(4, 2), conv(4)], ofVector: null, ofImage: image(2, 2, 4) },
  { layers: [dense(6), dense(4)], ofVector: vector(4), ofImage: null },
  { layers: [dense(4), plain({ kind: 'dropout', rate: 0.2 }), dense(6)], ofVector: vector(6), ofImage: null },
];

const averaged = plain({ kind: 'globalAveragePool' });

function bodyOf({ layers }: LayerSpecOf<'residual'>) {
  return BODIES.find((body) => JSON.stringify(body.layers) === JSON.stringify(layers))!;
}

function residualOutput(spec: LayerSpecOf<'residual'>, input: Shape): Shape | null {
  const body = bodyOf(spec);
  const output = input.kind === 'vector' ? body.ofVector : body.ofImage;
  const changes = JSON.stringify(output) !== JSON.stringify(input);
  return spec.shortcut === 'identity' && changes ? null : output;
}

/** Tensors of layers one after the other, and the shape behind them. */
export function stackTensors(
  layers: readonly LayerSpec[],
  path: string,
  input: Shape,
  defaults: NetworkDefaults,
): { readonly tensors: TensorShapes; readonly shape: Shape } {
  let shape = input;
  const tensors = layers.map((layer, index) => {
    const check = layerCheck(layer.kind);
    const own = check.tensors(layer, shape, defaults);
    shape = check.output(layer, shape)!;
    return under(`${path}.${index}`, own);
  });
  return { tensors: Object.assign({}, ...tensors) as TensorShapes, shape };
}

function residualTensors(spec: LayerSpecOf<'residual'>, input: Shape, defaults: NetworkDefaults): TensorShapes {
  const { normalization } = defaults;
  const { tensors, shape } = stackTensors(spec.layers, 'residual.layers', input, defaults);
  if (spec.shortcut === 'identity') return tensors;
  const projection =
    shape.kind === 'vector'
      ? weightedTensors('dense', [sizeOf(input), shape.features], normalization)
      : weightedTensors('conv2d', [1, 1, (input as ImageShape).channels, shape.channels], normalization);
  return { ...tensors, ...under('residual.shortcut', projection) };
}

function withPytorchNormalization(
  { normalization }: LayerSpecOf<'dense'> | LayerSpecOf<'conv2d'>,
  defaults: NetworkDefaults,
): readonly Mode[] {
  return pytorchNormalizes(normalization ?? defaults.normalization) ? MODES : [];
}

/** PyTorch draws other masks. */
function withoutMask({ rate }: LayerSpecOf<'dropout'>): readonly Mode[] {
  return MODES.filter((mode) => mode === 'evaluation' || rate === 0);
}

/** Of any kind: its functions take that kind's specs alone. */
export function layerCheck(kind: LayerKind): LayerCheck<LayerSpec> {
  return LAYER_CHECKS[kind] as unknown as LayerCheck<LayerSpec>;
}

/** A kind of layer without an entry does not compile. */
export const LAYER_CHECKS: { readonly [Kind in LayerKind]: LayerCheck<LayerSpecOf<Kind>> } = {
  dense: {
    values: {
      // Enough for groups that are well conditioned in float32.
      units: [8, 6],
      activation: activations,
      initializer: INITIALIZERS,
      normalization: normalizations('vectors'),
    },
    crossed: [['activation', 'normalization']],
    inputs: [vector(3), image(2, 3, 2)],
    // It takes an image as a vector.
    crossedOn: ['vector'],
    output: ({ units }) => vector(units),
    tensors: ({ units, normalization }, input, defaults) =>
      weightedTensors('dense', [sizeOf(input), units], normalization ?? defaults.normalization),
    networks: (spec, { kind }) =>
      // A dense layer takes an image as a vector, which is checked on the layer alone.
      kind === 'image' ? [] : [[spec], [{ ...spec, units: 4 }, { ...spec, units: 6 }, spec]],
    inPytorch: withPytorchNormalization,
  },
  conv2d: {
    values: {
      filters: [4, 2],
      kernelSize: [2, 1, 3, 4, 5],
      stride: [1, 2, 3],
      padding: paddings,
      activation: activations,
      initializer: INITIALIZERS,
      normalization: normalizations('images'),
    },
    crossed: [['kernelSize', 'stride', 'padding']],
    inputs: [image(5, 4, 2), vector(3)],
    output: ({ kernelSize: size, stride, padding, filters }, input) =>
      windowed(input, { size, stride, padding }, filters),
    tensors: ({ kernelSize, filters, normalization }, input, defaults) =>
      weightedTensors(
        'conv2d',
        [kernelSize, kernelSize, (input as ImageShape).channels, filters],
        normalization ?? defaults.normalization,
      ),
    networks: (spec) => [[{ ...spec, filters: 2, kernelSize: 2, stride: 1, padding: 'same' }, spec, averaged]],
    inPytorch: withPytorchNormalization,
  },
  maxPool: pool,
  averagePool: pool,
  globalAveragePool: {
    values: {},
    crossed: [],
    inputs: [image(5, 4, 2), vector(3)],
    output: (_, input) => (input.kind === 'image' ? vector(input.channels) : null),
    tensors: () => ({}),
    networks: (spec) => [[conv(3), spec]],
    inPytorch: () => MODES,
  },
  flatten: {
    values: {},
    crossed: [],
    inputs: [image(5, 4, 2), vector(3)],
    output: (_, input) => vector(sizeOf(input)),
    tensors: () => ({}),
    networks: (spec, { kind }) => [[...(kind === 'image' ? [conv(3)] : []), spec, dense(2)]],
    inPytorch: () => MODES,
  },
  dropout: {
    values: { rate: [0.4, 0.2, 0] },
    crossed: [],
    inputs: [vector(3), image(5, 4, 2)],
    output: (_, input) => input,
    tensors: () => ({}),
    networks: (spec, { kind }) => (kind === 'image' ? [[conv(3), spec]] : [[spec, dense(5), spec, dense(5), spec]]),
    inPytorch: withoutMask,
  },
  residual: {
    values: {
      layers: BODIES.map(({ layers }) => layers),
      shortcut: ['identity', 'projection'],
      activation: activations,
    },
    crossed: [['layers', 'shortcut']],
    inputs: [vector(4), image(4, 3, 2)],
    // Bodies that change the shape stand with a projection alone.
    crossedInNetworks: true,
    output: residualOutput,
    tensors: residualTensors,
    networks: (spec, { kind }) => (kind === 'image' ? [[conv(2), spec, averaged]] : [[dense(4), spec, dense(4)]]),
    inPytorch: (spec, defaults) =>
      MODES.filter((mode) =>
        spec.layers.every((layer) => layerCheck(layer.kind).inPytorch(layer, defaults).includes(mode)),
      ),
    // The projection is normalized as the network says.
    defaults: (['none', 'weight', 'batch', 'batchRenorm', 'layer', 'group'] as const).map((kind) => ({
      normalization: normalizations('vectors').find((normalization) => normalization.kind === kind),
    })),
  },
};

export const LAYER_KINDS = Object.keys(LAYER_CHECKS) as LayerKind[];
