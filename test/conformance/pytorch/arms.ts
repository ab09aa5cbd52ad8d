import { runSpec, type RunSpec } from '#core/spec/experiment.ts';
import type { RunInput } from '#test/core/nn/small-spec.ts';
import { smallDataset } from '#test/core/nn/small-dataset.ts';
import { smallImages } from '#test/core/nn/small-images.ts';

/** The runs that PyTorch repeats. */
export interface Arm {
  readonly name: string;
  readonly spec: RunSpec;
  readonly dataset: ReturnType<typeof smallDataset>;
}

export const STEPS = 200;
export const SEED = 7;

const vectors = smallDataset({ features: 10, classes: 4, trainCount: 400, testCount: 40, separation: 2 });
const images = smallImages([8, 6, 2], 200);

type Network = RunInput['network'];

const mlp: Network = {
  layers: [
    { kind: 'dense', units: 16 },
    { kind: 'dense', units: 12 },
  ],
  activation: 'sigmoid',
  initializer: { kind: 'xavier' },
};

const conv = { kind: 'conv2d', filters: 4 } as const;

const convolutional: Network = {
  layers: [conv, { kind: 'maxPool' }, { ...conv, filters: 6, padding: 'valid', kernelSize: 2 }, { kind: 'flatten' }],
  activation: 'tanh',
  initializer: { kind: 'xavier' },
};

const residual: Network = {
  layers: [
    conv,
    { kind: 'residual', layers: [conv, { ...conv, activation: 'identity' }] },
    {
      kind: 'residual',
      layers: [
        { ...conv, filters: 6, stride: 2 },
        { ...conv, filters: 6, activation: 'identity' },
      ],
      shortcut: 'projection',
    },
    { kind: 'globalAveragePool' },
  ],
  activation: 'tanh',
  initializer: { kind: 'xavier' },
  normalization: { kind: 'batch' },
};

const optimizers: Record<string, RunInput['optimizer']> = {
  SGD: { kind: 'sgd', learningRate: 0.1 },
  momentum: { kind: 'sgd', learningRate: 0.05, momentum: 0.9 },
  Nesterov: { kind: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true },
  RMSProp: { kind: 'rmsprop', learningRate: 0.002 },
  Adam: { kind: 'adam', learningRate: 0.005 },
};

const nets = { MLP: mlp, 'conv net': convolutional };

function arm(name: string, network: Network, input: Partial<RunInput> = {}): Arm {
  const layers = JSON.stringify(network.layers);
  return {
    name,
    dataset: layers.includes('conv2d') ? images : vectors,
    spec: runSpec.parse({
      dataset: { kind: 'blobs' },
      network,
      optimizer: optimizers.SGD,
      batchSize: 20,
      duration: { unit: 'steps', count: STEPS },
      evaluation: { interval: { unit: 'steps', count: STEPS } },
      ...input,
    }),
  };
}

const everyOptimizer = Object.entries(nets).flatMap(([net, network]) =>
  (['none', 'batch'] as const).flatMap((kind) =>
    Object.entries(optimizers).map(([optimizer, spec]) =>
      arm(
        `${net}, ${kind === 'none' ? 'no BN' : 'BN'}, ${optimizer}`,
        { ...network, normalization: { kind } },
        { optimizer: spec },
      ),
    ),
  ),
);

const everyNormalization = (
  [
    { kind: 'batch', statistics: 'frozen' },
    { kind: 'layer' },
    { kind: 'group', groups: 2 },
    { kind: 'instance', affine: false },
    { kind: 'weight' },
    { kind: 'batch', placement: 'afterActivation', momentum: 0.3, epsilon: 1e-3 },
  ] as const
).map((normalization) =>
  arm(`conv net, ${Object.values(normalization).join(' ')}`, { ...convolutional, normalization }),
);

const withDropout: Network = {
  ...mlp,
  layers: [
    { kind: 'dropout', rate: 0.1 },
    ...mlp.layers.slice(0, 1),
    { kind: 'dropout', rate: 0.4 },
    ...mlp.layers.slice(1),
  ],
};

/** The second block's dropout is on images. */
const residualWithDropout: Network = {
  ...residual,
  layers: [
    conv,
    { kind: 'residual', layers: [conv, { kind: 'dropout', rate: 0.25 }, { ...conv, activation: 'identity' }] },
    { kind: 'globalAveragePool' },
    { kind: 'dropout', rate: 0.2 },
  ],
};

export const arms: readonly Arm[] = [
  ...everyOptimizer,
  ...everyNormalization,
  arm('residual net, BN, momentum', residual, { optimizer: optimizers.momentum }),
  arm('MLP, weight normalization, Adam', { ...mlp, normalization: { kind: 'weight' } }, { optimizer: optimizers.Adam }),
  arm('MLP, dropout', withDropout),
  arm('MLP, BN, dropout, Adam', { ...withDropout, normalization: { kind: 'batch' } }, { optimizer: optimizers.Adam }),
  arm('residual net, BN, dropout', residualWithDropout),
  arm('MLP, mean squared error', mlp, { loss: 'meanSquaredError' }),
  arm('MLP, label smoothing and clipping', mlp, {
    labelSmoothing: 0.2,
    optimizer: { kind: 'sgd', learningRate: 0.3, gradientClipNorm: 0.3 },
  }),
  arm(
    'MLP, BN, AdamW on weights, cosine',
    { ...mlp, normalization: { kind: 'batch' } },
    {
      optimizer: {
        kind: 'adamw',
        learningRate: 0.01,
        weightDecay: 0.1,
        decayed: 'weights',
        schedule: { kind: 'cosine', final: 0.1 },
      },
    },
  ),
  arm('MLP, L2 and steps', mlp, {
    optimizer: {
      kind: 'rmsprop',
      momentum: 0.5,
      learningRate: 0.002,
      weightDecay: 0.01,
      schedule: { kind: 'step', interval: { count: 60 }, factor: 0.5 },
    },
  }),
  arm('MLP, exponential', mlp, {
    optimizer: {
      kind: 'sgd',
      learningRate: 0.5,
      schedule: { kind: 'exponential', interval: { count: 50 }, factor: 0.5 },
    },
  }),
];
