import type { LayerPath } from '../../series/series-name.ts';
import { innerLayerPath, layerPath, shortcutPath } from './layer-path.ts';
import type { LayerSpec, NetworkSpec } from './network.ts';
import { traitsOf } from './normalization-traits.ts';

/**
 * The places of a network that keep running statistics, from the input side; within a residual block its body before
 * its shortcut. Their series are named by `channelSeriesName`.
 */
export function layersWithStatistics(network: NetworkSpec): LayerPath[] {
  return network.layers.flatMap((layer, index) => {
    const path = layerPath(index);
    if (layer.kind !== 'residual') return placesOf(network, layer, { path, index, inside: null });
    const body = layer.layers.flatMap((inner, place) =>
      placesOf(network, inner, { path: innerLayerPath(path, place), index, inside: place }),
    );
    const shortcut: Place = { path: shortcutPath(path), index, inside: 'shortcut' };
    return layer.shortcut === 'projection' ? [...body, ...normalized(network.normalization, shortcut)] : body;
  });
}

type Place = Omit<LayerPath, 'normalization'>;

function placesOf(network: NetworkSpec, layer: LayerSpec, place: Place): LayerPath[] {
  if (layer.kind !== 'dense' && layer.kind !== 'conv2d') return [];
  return normalized(layer.normalization ?? network.normalization, place);
}

function normalized(normalization: NetworkSpec['normalization'], place: Place): LayerPath[] {
  const { keepsRunningStatistics, layerName } = traitsOf(normalization);
  return keepsRunningStatistics && layerName !== null ? [{ ...place, normalization: layerName }] : [];
}
