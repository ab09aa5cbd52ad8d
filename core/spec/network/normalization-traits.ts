import { channelsOf, positionsOf, type Shape } from './layer-shape.ts';
import type { NormalizationKind, NormalizationSpec } from './normalization.ts';

/**
 * What tells the kinds of normalization apart. Whoever treats some kinds differently asks this table, so that a new kind
 * is described here once.
 */
export interface NormalizationTraits {
  /** Keeps runningMean and runningVar of each channel, by which evaluation normalizes. */
  readonly keepsRunningStatistics: boolean;
  /** Normalizes by the running statistics in training too, in part at least. */
  readonly trainsByRunningStatistics: boolean;
  /** What shares one mean and one variance in training; null if training computes none. */
  readonly statisticsOver: StatisticsOver | null;
  /** Takes each channel's mean away, so that a bias right before it has no effect. */
  readonly removesChannelMean: boolean;
  /** Learns gamma and beta of each channel if asked to. */
  readonly hasAffine: boolean;
  /** What its tensors and series are called after the layer's path, `layers.0.batchNorm`; null if it has no layer. */
  readonly layerName: string | null;
}

/**
 * - `batch`: the values of one channel, over all examples of a batch and all positions of each
 * - `positions`: the values of one channel of one example; several for images only
 * - `group`: the values of a group of channels of one example, over all its positions
 */
export type StatisticsOver = 'batch' | 'positions' | 'group';

type SpecOf<Kind extends NormalizationKind> = Extract<NormalizationSpec, { kind: Kind }>;
type HasField<Kind extends NormalizationKind, Field extends string> = Field extends keyof SpecOf<Kind> ? true : false;
/** A kind's fields give some of its traits away; the table must agree with them. */
type TraitsInFields<Kind extends NormalizationKind> = NormalizationTraits & {
  readonly keepsRunningStatistics: HasField<Kind, 'momentum'>;
  readonly removesChannelMean: HasField<Kind, 'keepBias'>;
  readonly hasAffine: HasField<Kind, 'affine'>;
};

const NOTHING = {
  keepsRunningStatistics: false,
  trainsByRunningStatistics: false,
  statisticsOver: null,
  removesChannelMean: false,
  hasAffine: false,
  layerName: null,
} as const;

export const NORMALIZATION_TRAITS = {
  none: NOTHING,
  // It normalizes a layer's weight instead of its output.
  weight: NOTHING,
  batch: {
    keepsRunningStatistics: true,
    trainsByRunningStatistics: false,
    statisticsOver: 'batch',
    removesChannelMean: true,
    hasAffine: true,
    layerName: 'batchNorm',
  },
  batchRenorm: {
    keepsRunningStatistics: true,
    trainsByRunningStatistics: true,
    statisticsOver: 'batch',
    removesChannelMean: true,
    hasAffine: true,
    layerName: 'batchRenorm',
  },
  layer: { ...NOTHING, statisticsOver: 'group', hasAffine: true, layerName: 'layerNorm' },
  group: { ...NOTHING, statisticsOver: 'group', hasAffine: true, layerName: 'groupNorm' },
  instance: {
    ...NOTHING,
    statisticsOver: 'positions',
    removesChannelMean: true,
    hasAffine: true,
    layerName: 'instanceNorm',
  },
} as const satisfies { readonly [Kind in NormalizationKind]: TraitsInFields<Kind> };

/**
 * The traits of a normalization as specified. With frozen statistics, batch normalization computes none in training. It
 * still has the tensors of batch normalization, without the bias before it, so that one arm can go on from the other.
 */
export function traitsOf(spec: NormalizationSpec): NormalizationTraits {
  const traits = NORMALIZATION_TRAITS[spec.kind];
  const isFrozen = spec.kind === 'batch' && spec.statistics === 'frozen';
  return isFrozen ? { ...traits, trainsByRunningStatistics: true, statisticsOver: null } : traits;
}

/** Whether a layer with this normalization has runningMean and runningVar. */
export function keepsRunningStatistics(
  spec: NormalizationSpec,
): spec is Extract<NormalizationSpec, { momentum: number }> {
  return traitsOf(spec).keepsRunningStatistics;
}

/** Whether a bias right before this normalization has no effect. */
export function removesChannelMean(spec: NormalizationSpec): spec is Extract<NormalizationSpec, { keepBias: boolean }> {
  return traitsOf(spec).removesChannelMean;
}

/** Groups of channels that each have statistics of their own; 1 for layer normalization. */
export function channelGroups(spec: NormalizationSpec): number {
  return spec.kind === 'group' ? spec.groups : 1;
}

/**
 * How many values of a layer's output share one mean and one variance in training; null if training computes none. One
 * value has no variance, so a network can train if these are at least 2.
 * @param output Shape of one example.
 */
export function valuesPerStatistic(spec: NormalizationSpec, output: Shape, batchSize: number): number | null {
  const over = traitsOf(spec).statisticsOver;
  switch (over) {
    case null:
      return null;
    case 'batch':
      return batchSize * positionsOf(output);
    case 'positions':
      return positionsOf(output);
    case 'group':
      return (positionsOf(output) * channelsOf(output)) / channelGroups(spec);
    default:
      return over satisfies never;
  }
}
