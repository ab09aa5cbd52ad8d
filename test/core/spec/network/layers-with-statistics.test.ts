import { describe, expect, it } from 'vitest';
import { dataForm } from '#core/nn/model.ts';
import { populationPlan } from '#core/nn/population-plan.ts';
import { CHANNEL_SERIES, channelSeriesName, layerTitle, tensorSeriesName } from '#core/series/series-name.ts';
import type { ChannelStatistic } from '#core/series/series-name.ts';
import { armSpecs } from '#core/spec/arms.ts';
import { layersWithStatistics } from '#core/spec/network/layers-with-statistics.ts';
import { smallImages } from '#test/core/nn/small-images.ts';
import { smallSpec, type RunInput } from '#test/core/nn/small-spec.ts';
import { spec as sample } from '#test/renderer/state/records.fixture.ts';

const images = dataForm(smallImages([8, 8, 2]));

/** The series that training records of a network, by the plan that it compiles. */
function recordedSeries(network: RunInput['network']): string[] {
  const plan = populationPlan(smallSpec({ network }), images);
  return plan.statistics.map(({ path }) => tensorSeriesName(path)).sort();
}

function foundSeries(network: RunInput['network']): string[] {
  const statistics = Object.keys(CHANNEL_SERIES) as ChannelStatistic[];
  const layers = layersWithStatistics(smallSpec({ network }).network);
  return layers.flatMap((layer) => statistics.map((statistic) => channelSeriesName(layer, statistic))).sort();
}

const conv = { kind: 'conv2d', filters: 3 } as const;

const networks: Record<string, RunInput['network']> = {
  'dense layers': {
    layers: [
      { kind: 'dense', units: 4 },
      { kind: 'dense', units: 3 },
    ],
    normalization: { kind: 'batch' },
  },
  'batch renormalization': { layers: [conv, { kind: 'flatten' }], normalization: { kind: 'batchRenorm' } },
  'frozen statistics': { layers: [conv], normalization: { kind: 'batch', statistics: 'frozen' } },
  'a layer with its own normalization': {
    layers: [{ ...conv, normalization: { kind: 'none' } }, conv, { ...conv, normalization: { kind: 'batchRenorm' } }],
    normalization: { kind: 'batch' },
  },
  'residual blocks': {
    layers: [
      conv,
      { kind: 'maxPool' },
      { kind: 'residual', layers: [conv, { ...conv, activation: 'identity' }] },
      {
        kind: 'residual',
        layers: [
          { ...conv, filters: 5, stride: 2 },
          { ...conv, filters: 5, normalization: { kind: 'layer' } },
        ],
        shortcut: 'projection',
      },
    ],
    normalization: { kind: 'batchRenorm' },
  },
  'no batch statistics': { layers: [conv], normalization: { kind: 'group', groups: 3 } },
};

describe('the layers with running statistics', () => {
  it.each(Object.entries(networks))('are those whose statistics are recorded: %s', (_name, network) => {
    expect(foundSeries(network)).toEqual(recordedSeries(network));
  });

  it('come from the input side, with the titles that people read', () => {
    const { network } = smallSpec({ network: networks['residual blocks'] });
    expect(layersWithStatistics(network).map(layerTitle)).toEqual([
      'Layer 1',
      'Layer 3, inner layer 1',
      'Layer 3, inner layer 2',
      'Layer 4, inner layer 1',
      'Layer 4, shortcut',
    ]);
  });

  it('differ by arm', () => {
    const specs = armSpecs(sample);
    expect(layersWithStatistics(specs['without BN'].network)).toEqual([]);
    expect(layersWithStatistics(specs['with BN'].network)).toEqual([
      { path: 'layers.0', normalization: 'batchNorm', index: 0, inside: null },
    ]);
  });
});
