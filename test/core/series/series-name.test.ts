import { describe, expect, it } from 'vitest';
import {
  channelSeriesName,
  compareLayers,
  METRIC_NAMES,
  parseSeriesName,
  RESOURCE_NAMES,
  SCALAR_SERIES_NAMES,
  seriesTraits,
  tensorSeriesName,
  type LayerPath,
} from '#core/series/series-name.ts';

const layers: [string, LayerPath][] = [
  ['layers.0.batchNorm/runningMean', { path: 'layers.0', normalization: 'batchNorm', index: 0, inside: null }],
  ['layers.12.batchRenorm/runningMean', { path: 'layers.12', normalization: 'batchRenorm', index: 12, inside: null }],
  [
    'layers.3.residual.layers.1.batchNorm/runningMean',
    { path: 'layers.3.residual.layers.1', normalization: 'batchNorm', index: 3, inside: 1 },
  ],
  [
    'layers.3.residual.shortcut.batchNorm/runningMean',
    { path: 'layers.3.residual.shortcut', normalization: 'batchNorm', index: 3, inside: 'shortcut' },
  ],
];

describe('names of series', () => {
  it.each(layers)('%s is read and made again', (name, layer) => {
    expect(parseSeriesName(name)).toEqual({ kind: 'channel', layer, statistic: 'runningMean' });
    expect(channelSeriesName(layer, 'runningMean')).toBe(name);
    expect(tensorSeriesName(name.replace('/', '.'))).toBe(name);
  });

  it('of scalars are read as such', () => {
    for (const name of SCALAR_SERIES_NAMES) expect(parseSeriesName(name)).toEqual({ kind: 'scalar', name });
    expect([...METRIC_NAMES, ...RESOURCE_NAMES]).toEqual(SCALAR_SERIES_NAMES);
  });

  it.each([
    '',
    'train/',
    'toString',
    'train/gradientNorm',
    'layers.0.batchNorm/skew',
    'layers.x.batchNorm/runningMean',
  ])('that this version does not know are read as unknown: "%s"', (name) => {
    expect(parseSeriesName(name)).toEqual({ kind: 'unknown', name });
    expect(seriesTraits(name)).toBeNull();
  });

  it('put layers in the order of the network, ten after nine', () => {
    const path = (index: number, inside: LayerPath['inside'] = null): LayerPath => ({
      path: '',
      normalization: 'batchNorm',
      index,
      inside,
    });
    const inOrder = [path(0), path(3, 0), path(3, 2), path(3, 10), path(3, 'shortcut'), path(9), path(10)];
    expect([...inOrder].reverse().sort(compareLayers)).toEqual(inOrder);
  });
});
