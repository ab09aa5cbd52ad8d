import type { RunSpec } from '#core/spec/experiment.ts';

/** A hidden layer whose running statistics are recorded. */
export interface NormalizedLayer {
  /** Counted from 0, as in the names of series. */
  readonly index: number;
  readonly units: number;
}

/** The hidden layers that batch normalization normalizes, but for those inside residual blocks. */
export function normalizedLayers(spec: RunSpec): NormalizedLayer[] {
  return spec.network.layers.flatMap((layer, index) => {
    if (layer.kind !== 'dense' && layer.kind !== 'conv2d') return [];
    const normalization = layer.normalization ?? spec.network.normalization;
    if (normalization.kind !== 'batch') return [];
    return [{ index, units: layer.kind === 'dense' ? layer.units : layer.filters }];
  });
}

export function statisticName(layer: number, statistic: 'runningMean' | 'runningVar'): string {
  return `layers.${layer}.batchNorm/${statistic}`;
}
