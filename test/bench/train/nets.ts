import { runSpec, type RunSpec } from '#core/spec/experiment.ts';

/** The networks of the table, as run specs, and how much of the others' time a step may take. */
export interface Net {
  readonly name: string;
  readonly spec: RunSpec;
  /** [features] or [height, width, channels] */
  readonly exampleShape: readonly number[];
  readonly goals: { readonly pytorch: number; readonly tfjs: number | null };
}

type NetworkInput = Parameters<typeof runSpec.parse>[0] extends infer Input ? Input : never;

function specOf(network: object, optimizer: object, batchSize: number): RunSpec {
  const input: NetworkInput = {
    dataset: { kind: 'blobs' },
    inputNormalization: 'none',
    network,
    optimizer,
    batchSize,
    duration: { unit: 'steps', count: 1 },
  };
  return runSpec.parse(input);
}

const BATCH = { kind: 'batch' };
const NONE = { kind: 'none' };
const SGD = { kind: 'sgd', learningRate: 0.05 };
const ADAM = { kind: 'adam', learningRate: 0.001 };
const dense = (...units: number[]) => units.map((count) => ({ kind: 'dense', units: count }));

const small = (normalization: object, optimizer: object) =>
  specOf({ layers: dense(100, 100, 100), activation: 'sigmoid', normalization }, optimizer, 60);
const wide = (normalization: object, optimizer: object) =>
  specOf({ layers: dense(512, 512), activation: 'relu', normalization }, optimizer, 128);
const images = (normalization: object) =>
  specOf(
    {
      layers: [
        { kind: 'conv2d', filters: 32 },
        { kind: 'maxPool' },
        { kind: 'conv2d', filters: 64 },
        { kind: 'maxPool' },
      ],
      activation: 'relu',
      normalization,
    },
    SGD,
    64,
  );

const VECTOR = [784];
const PICTURE = [32, 32, 3];

export const NETS: readonly Net[] = [
  { name: 'small, BN, SGD', spec: small(BATCH, SGD), exampleShape: VECTOR, goals: { pytorch: 0.7, tfjs: 1 / 28 } },
  { name: 'small, SGD', spec: small(NONE, SGD), exampleShape: VECTOR, goals: { pytorch: 0.85, tfjs: 1 / 24 } },
  { name: 'small, BN, Adam', spec: small(BATCH, ADAM), exampleShape: VECTOR, goals: { pytorch: 0.5, tfjs: 1 / 28 } },
  { name: 'wide, BN, Adam', spec: wide(BATCH, ADAM), exampleShape: VECTOR, goals: { pytorch: 0.9, tfjs: 1 / 35 } },
  { name: 'wide, SGD', spec: wide(NONE, SGD), exampleShape: VECTOR, goals: { pytorch: 1.25, tfjs: 1 / 35 } },
  { name: 'images, BN, SGD', spec: images(BATCH), exampleShape: PICTURE, goals: { pytorch: 0.95, tfjs: null } },
];

export const NET_NOTES = `small: 784-100-100-100-10, sigmoid, batch 60
wide: 784-512-512-10, ReLU, batch 128
images: 32×32×3, 3×3×32, ReLU, pool, 3×3×64, ReLU, pool, dense 10, batch 64 (PyTorch in channels_last)`;

/** What a peer needs to know of a net to build the same one. */
export interface NetForm {
  readonly kind: 'dense' | 'images';
  readonly units: readonly number[];
  readonly activation: 'sigmoid' | 'relu';
  readonly batchNorm: boolean;
  readonly adam: boolean;
  readonly learningRate: number;
  readonly batchSize: number;
}

export function formOf({ spec, exampleShape }: Net): NetForm {
  const units = spec.network.layers.flatMap((layer) =>
    layer.kind === 'dense' ? [layer.units] : layer.kind === 'conv2d' ? [layer.filters] : [],
  );
  return {
    kind: exampleShape.length === 1 ? 'dense' : 'images',
    units,
    activation: spec.network.activation === 'sigmoid' ? 'sigmoid' : 'relu',
    batchNorm: spec.network.normalization.kind === 'batch',
    adam: spec.optimizer.kind === 'adam',
    learningRate: spec.optimizer.learningRate,
    batchSize: spec.batchSize,
  };
}
