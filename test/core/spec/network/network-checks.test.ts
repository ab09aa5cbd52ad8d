import { describe, expect, it } from 'vitest';
import { runSpec } from '#core/spec/experiment.ts';
import { specHash } from '#core/spec/hash.ts';
import { networkSpec, type NormalizationKind } from '#core/spec/network/network.ts';
import { networkFaults } from '#core/spec/network/network-checks.ts';
import { runFaults } from '#core/spec/run-checks.ts';
import type { RunInput } from '../../nn/small-spec.ts';

const conv = { kind: 'conv2d', filters: 6 } as const;
const dense = { kind: 'dense', units: 6 } as const;

function faults(network: RunInput['network'], input: Partial<RunInput> = {}): string[] {
  const spec = runSpec.parse({
    dataset: { kind: 'cifar10' },
    network,
    optimizer: { kind: 'sgd' },
    duration: { count: 1 },
    ...input,
  });
  return runFaults(spec).map(
    ({ fields, expected, received }) => `${fields[0]}: expected ${expected}, received ${received}`,
  );
}

describe('a network that its shapes allow', () => {
  it.each([
    [[conv, { kind: 'maxPool' }, conv, { kind: 'flatten' }, dense]],
    [[{ kind: 'dropout' }, conv, dense]],
    [[dense, dense]],
    [[conv, { kind: 'residual', layers: [conv, conv] }]],
    [[conv, { kind: 'residual', layers: [{ ...conv, stride: 2 }], shortcut: 'projection' }]],
    [[{ kind: 'residual', layers: [dense], shortcut: 'projection' }]],
    [[{ kind: 'globalAveragePool' }]],
  ] satisfies [RunInput['network']['layers']][])('%j', (layers) => {
    for (const kind of ['none', 'batch', 'layer', 'batchRenorm', 'weight'] as const) {
      expect(faults({ layers, normalization: { kind } })).toEqual([]);
    }
  });
});

describe('faults of shapes, each one line', () => {
  it.each<[string, RunInput['network'], string]>([
    [
      'a convolution after flattening',
      { layers: [conv, { kind: 'flatten' }, conv] },
      'network.layers.2.kind: expected a layer for vectors, because there is no image here, received a vector of 6144 numbers',
    ],
    [
      'pooling of a dense layer',
      { layers: [dense, { kind: 'maxPool' }] },
      'network.layers.1.kind: expected a layer for vectors, because there is no image here, received a vector of 6 numbers',
    ],
    [
      'a window larger than the image',
      { layers: [{ kind: 'maxPool', size: 33 }] },
      'network.layers.0.size: expected at most the 32 pixels of its input’s smaller side with valid padding, received 33',
    ],
    [
      'a kernel larger than the image',
      {
        layers: [
          { kind: 'maxPool', size: 16 },
          { ...conv, padding: 'valid' },
        ],
      },
      'network.layers.1.kernelSize: expected at most the 2 pixels of its input’s smaller side with valid padding, received 3',
    ],
    [
      'groups that do not divide the channels',
      { layers: [conv], normalization: { kind: 'group', groups: 4 } },
      'network.normalization.groups: expected a divisor of the 6 channels of network.layers.0, received 4',
    ],
    [
      'a layer’s own groups',
      { layers: [conv, { ...conv, normalization: { kind: 'group', groups: 5 } }] },
      'network.layers.1.normalization.groups: expected a divisor of the 6 channels of network.layers.1, received 5',
    ],
    [
      'instance normalization of a vector',
      { layers: [{ ...dense, normalization: { kind: 'instance' } }] },
      'network.layers.0.normalization.kind: expected normalization for a vector of 6 numbers, whose channels have one value each, received instance normalization',
    ],
    [
      'groups of one number',
      { layers: [dense], normalization: { kind: 'group', groups: 6 } },
      'network.normalization.groups: expected at least 2 numbers to normalize over in network.layers.0, because one has no variance, received 1 of a vector of 6 numbers',
    ],
    [
      'an identity between shapes',
      { layers: [conv, { kind: 'residual', layers: [{ ...conv, stride: 2 }] }] },
      'network.layers.1.shortcut: expected projection, because the block’s layers change the shape, received identity from an image of 32 × 32 × 6 to an image of 16 × 16 × 6',
    ],
    [
      'a projection that leads nowhere',
      { layers: [{ kind: 'residual', layers: [{ ...conv, padding: 'valid' }], shortcut: 'projection' }] },
      'network.layers.0.layers: expected layers whose output a projection can reach: vectors from vectors, or images smaller by a whole stride, received an image of 32 × 32 × 3 to an image of 30 × 30 × 6',
    ],
    [
      'a fault inside a block',
      { layers: [{ kind: 'residual', layers: [dense, conv] }] },
      'network.layers.0.layers.1.kind: expected a layer for vectors, because there is no image here, received a vector of 6 numbers',
    ],
  ])('%s', (_, network, fault) => {
    expect(faults(network)).toEqual([fault]);
  });

  it('names batchSize where one example has no variance, once for all layers', () => {
    const batch = { kind: 'batch' } as const;
    const fault =
      'batchSize: expected a batchSize of at least 2 with batch normalization: a batch of one gives each channel a single value, which has no variance, received batchSize 1';
    expect(faults({ layers: [dense, dense], normalization: batch }, { batchSize: 1 })).toEqual([fault]);
    // An image has many values in each channel, frozen statistics need none.
    expect(faults({ layers: [conv], normalization: batch }, { batchSize: 1 })).toEqual([]);
    expect(faults({ layers: [dense], normalization: { ...batch, statistics: 'frozen' } }, { batchSize: 1 })).toEqual(
      [],
    );
  });

  it('judges what it can where only a file knows the shape', () => {
    const networkOf = (layers: RunInput['network']['layers'], normalization: RunInput['network']['normalization']) =>
      networkSpec.parse({ layers, normalization });
    const batch = { kind: 'batch' } as const;
    expect(networkFaults(networkOf([conv], batch), null, 8)).toEqual([]);
    expect(networkFaults(networkOf([conv], batch), null, 1)).toEqual([]);
    expect(networkFaults(networkOf([conv], batch), [7], 8)).toHaveLength(1);
    // Whatever the file holds, a dense layer makes vectors of it.
    expect(networkFaults(networkOf([conv, dense], batch), null, 1)).toHaveLength(1);
    expect(networkFaults(networkOf([dense, conv], batch), null, 8)).toHaveLength(1);
    const projected = (inner: typeof conv | typeof dense) =>
      networkOf([{ kind: 'residual', layers: [inner], shortcut: 'projection' }], batch);
    expect(networkFaults(projected(dense), null, 1)).toHaveLength(1);
    expect(networkFaults(projected(conv), null, 1)).toEqual([]);
  });
});

describe('a batch of one has a variance where a channel has several values', () => {
  const normalizations = [
    { kind: 'none' },
    { kind: 'batch' },
    { kind: 'batch', statistics: 'frozen' },
    { kind: 'batchRenorm' },
    { kind: 'layer' },
    { kind: 'group', groups: 2 },
    { kind: 'instance' },
    { kind: 'weight' },
  ] satisfies RunInput['network']['normalization'][];
  const datasets = [
    { kind: 'mnist' },
    { kind: 'npz', file: '/images.npz' },
    { kind: 'idx', trainImages: '/a', trainLabels: '/b', testImages: '/c', testLabels: '/d' },
    { kind: 'csv', file: '/images.csv' },
  ] satisfies RunInput['dataset'][];

  /** The fault's field, or null; a dense layer has one value of a channel in each example, a convolution has many. */
  function expectedField(
    kind: NormalizationKind,
    statistics: 'batch' | 'frozen',
    layer: string,
    batchSize: number,
  ): string | null {
    if (layer === 'conv2d') return null;
    if (kind === 'instance') return 'network.normalization.kind';
    return batchSize === 1 && ['batch', 'batchRenorm'].includes(kind) && statistics === 'batch' ? 'batchSize' : null;
  }

  const cases = normalizations.flatMap((normalization) =>
    [conv, dense].flatMap((layer) => [1, 2].map((batchSize) => [normalization, layer, batchSize] as const)),
  );
  it.each(cases)('%j after %j in batches of %j, for every kind of data', (normalization, layer, batchSize) => {
    const statistics = 'statistics' in normalization ? 'frozen' : 'batch';
    const expected = expectedField(normalization.kind, statistics, layer.kind, batchSize);
    for (const dataset of datasets) {
      const found = faults({ layers: [layer], normalization }, { dataset, batchSize }).map(
        (text) => text.split(':')[0],
      );
      expect(found).toEqual(expected === null ? [] : [expected]);
    }
  });
});

it('refuses label smoothing without a softmax', () => {
  expect(faults({ layers: [] }, { loss: 'meanSquaredError', labelSmoothing: 0.1 })).toEqual([
    'labelSmoothing: expected softmaxCrossEntropy with label smoothing, which smooths its targets, received meanSquaredError',
  ]);
});

it('leaves a spec that says nothing new the same bits as ever: its hash is part of stored experiments', () => {
  const spec = runSpec.parse({
    dataset: { kind: 'spirals' },
    network: { layers: [{ kind: 'dense', units: 3 }], normalization: { kind: 'batch' } },
    optimizer: { kind: 'sgd', learningRate: 0.5 },
    duration: { count: 100 },
  });
  expect(specHash(spec)).toBe('0faf895549bd96fabdcef1778f3c4dd2a15a9dc6ac5d8bfccdffa7c07525e822');
});
