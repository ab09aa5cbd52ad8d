import { describe, expect, it } from 'vitest';
import { buildNetwork } from '#core/nn/network.ts';
import { networkSpec, type NormalizationKind, type NormalizationSpec } from '#core/spec/network/network.ts';
import { NORMALIZATION_TRAITS, traitsOf, valuesPerStatistic } from '#core/spec/network/normalization-traits.ts';

const kinds = Object.keys(NORMALIZATION_TRAITS) as NormalizationKind[];

/** Names of the tensors of one layer with weights and of its normalization. */
function tensors(kind: NormalizationKind, layer: 'dense' | 'conv2d'): string[] {
  const layers = [layer === 'dense' ? { kind: layer, units: 4 } : { kind: layer, filters: 4 }];
  const network = networkSpec.parse({ layers, normalization: { kind } });
  return buildNetwork(network, [3, 3, 2], 2)
    .layer.tensors.filter(({ path }) => path.startsWith('layers.0.'))
    .map(({ path }) => path.slice(path.lastIndexOf('.') + 1));
}

describe.each(kinds)('%s normalization, as the table has it and as it is built', (kind) => {
  it.each(['dense', 'conv2d'] as const)('of %s', (layer) => {
    const { keepsRunningStatistics, hasAffine, removesChannelMean } = NORMALIZATION_TRAITS[kind];
    const names = tensors(kind, layer);
    expect(names.includes('runningMean')).toBe(keepsRunningStatistics);
    expect(names.includes('runningVar')).toBe(keepsRunningStatistics);
    expect(names.includes('gamma')).toBe(hasAffine);
    expect(names.includes('beta')).toBe(hasAffine);
    expect(names.includes('bias')).toBe(!removesChannelMean);
  });
});

const specOf = (normalization: object): NormalizationSpec =>
  networkSpec.parse({ layers: [], normalization }).normalization;

it('frozen statistics are batch normalization that computes none in training', () => {
  const { batch } = NORMALIZATION_TRAITS;
  expect(traitsOf(specOf({ kind: 'batch', statistics: 'batch' }))).toEqual(batch);
  expect(traitsOf(specOf({ kind: 'batch', statistics: 'frozen' }))).toEqual({
    ...batch,
    trainsByRunningStatistics: true,
    statisticsOver: null,
  });
});

describe('values that share a mean and a variance, in a batch of 3', () => {
  const vector = { kind: 'vector', features: 8 } as const;
  const image = { kind: 'image', height: 5, width: 4, channels: 8 } as const;

  it.each([
    [{ kind: 'none' }, null, null],
    [{ kind: 'weight' }, null, null],
    [{ kind: 'batch' }, 3, 60],
    [{ kind: 'batch', statistics: 'frozen' }, null, null],
    [{ kind: 'batchRenorm' }, 3, 60],
    [{ kind: 'layer' }, 8, 160],
    [{ kind: 'group', groups: 2 }, 4, 80],
    [{ kind: 'instance' }, 1, 20],
  ])('%j: %j of a vector of 8, %j of an image of 5 × 4 × 8', (normalization, ofVector, ofImage) => {
    const spec = specOf(normalization);
    expect(valuesPerStatistic(spec, vector, 3)).toBe(ofVector);
    expect(valuesPerStatistic(spec, image, 3)).toBe(ofImage);
  });
});
