import type { RunSpec } from '#core/spec/experiment.ts';

/** A hidden layer whose running statistics are recorded. */
export interface NormalizedLayer {
  /** Counted from 0, as in the names of series. */
  readonly index: number;
  readonly units: number;
}

/** The hidden layers that batch normalization normalizes. */
export function normalizedLayers(spec: RunSpec): NormalizedLayer[] {
  return spec.network.layers.flatMap((layer, index) => {
    const normalization = layer.normalization ?? spec.network.normalization;
    return normalization.kind === 'batch' ? [{ index, units: layer.units }] : [];
  });
}

export function statisticName(layer: number, statistic: 'runningMean' | 'runningVar'): string {
  return `layers.${layer}.batchNorm/${statistic}`;
}
