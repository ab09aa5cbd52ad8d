import { channelsOf, positionsOf, type Shape } from '../spec/network/layer-shape.ts';
import type { NormalizationSpec } from '../spec/network/network.ts';
import { channelGroups, NORMALIZATION_TRAITS, removesChannelMean } from '../spec/network/normalization-traits.ts';
import { BatchNormFrozen } from './layers/batch-norm-frozen.ts';
import { BatchNorm } from './layers/batch-norm.ts';
import { BatchRenorm } from './layers/batch-renorm.ts';
import { GroupNorm } from './layers/group-norm.ts';
import type { Layer } from './layers/layer.ts';

/** The layer that normalizes an output; null if none does (weight normalization is part of the layer with weights). */
export function normalizationLayer(spec: NormalizationSpec, path: string, output: Shape): Layer | null {
  const channels = channelsOf(output);
  const positions = positionsOf(output);
  const own = `${path}.${NORMALIZATION_TRAITS[spec.kind].layerName}`;
  switch (spec.kind) {
    case 'none':
    case 'weight':
      return null;
    case 'batch': {
      const { epsilon, momentum, affine } = spec;
      const options = { path: own, channels, epsilon, affine };
      return spec.statistics === 'frozen' ? new BatchNormFrozen(options) : new BatchNorm({ ...options, momentum });
    }
    case 'batchRenorm': {
      const { epsilon, momentum, affine, rMax, dMax } = spec;
      return new BatchRenorm({
        path: own,
        channels,
        epsilon,
        momentum,
        affine,
        rMax,
        dMax,
      });
    }
    case 'layer':
    case 'group':
    case 'instance': {
      const { epsilon, affine } = spec;
      const groups = spec.kind === 'instance' ? channels : channelGroups(spec);
      return new GroupNorm({
        path: own,
        channels,
        positions,
        groups,
        epsilon,
        affine,
      });
    }
    default:
      return spec satisfies never;
  }
}

/**
 * Whether the layer before this normalization has a bias. A bias directly before a normalization that removes each
 * channel's mean has no effect, so it is dropped unless the spec keeps it.
 */
export function keepsBias(spec: NormalizationSpec): boolean {
  return !removesChannelMean(spec) || spec.placement === 'afterActivation' || spec.keepBias;
}
