/**
 * Names of series, made and read in one place.
 *
 * - `train/loss`: a scalar of the run, see `SCALAR_SERIES` for all of them
 * - `layers.0.batchNorm/runningMean`: one value per channel of a layer, see `CHANNEL_SERIES`. The part before the slash is
 *   the path of the normalization in the network; inside a residual block it is `layers.3.residual.layers.1.batchNorm` or
 *   `layers.3.residual.shortcut.batchNorm`.
 *
 * A database may hold names that a later version wrote. They are read as `unknown` and never refused.
 */

/** What a series measures. */
export interface SeriesTraits {
  /** For headings and axes: `Test accuracy`. */
  readonly title: string;
  /** `share`: from 0 to 1, shown as percent. `nats`: a loss by the natural logarithm. `1`: a number without a unit. */
  readonly unit: 'share' | 'nats' | '1' | 'cores' | 'bytes';
  /** Which direction is better; null where neither is. */
  readonly better: 'larger' | 'smaller' | null;
  /** What a point belongs to, and so what its step counts: updates made, or whole seconds since the run first started. */
  readonly recordedAt: 'step' | 'evaluation' | 'second';
  /** `run`: one value a point. `channel`: one value per channel of one layer. */
  readonly scope: 'run' | 'channel';
  readonly description: string;
}

const LOSS = { unit: 'nats', better: 'smaller', scope: 'run' } as const;
const ACCURACY = { unit: 'share', better: 'larger', scope: 'run' } as const;
const RESOURCE = { better: null, recordedAt: 'second', scope: 'run' } as const;

/** Series of one value a point, most asked for first. */
export const SCALAR_SERIES = {
  'test/accuracy': {
    ...ACCURACY,
    title: 'Test accuracy',
    recordedAt: 'evaluation',
    description: 'Share of the test set whose most probable class is right, in evaluation mode.',
  },
  'test/loss': {
    ...LOSS,
    title: 'Test loss',
    recordedAt: 'evaluation',
    description: 'Mean loss over the test set, in evaluation mode.',
  },
  'train/accuracy': {
    ...ACCURACY,
    title: 'Training accuracy',
    recordedAt: 'step',
    description: 'Share of the batch whose most probable class is right, before the update, in training mode.',
  },
  'train/loss': {
    ...LOSS,
    title: 'Training loss',
    recordedAt: 'step',
    description: 'Mean loss of the batch before its update, in training mode.',
  },
  'test/topKAccuracy': {
    ...ACCURACY,
    title: 'Test top-k accuracy',
    recordedAt: 'evaluation',
    description: 'Share of the test set whose label is among the k most probable classes; if the spec asks for it.',
  },
  'train/topKAccuracy': {
    ...ACCURACY,
    title: 'Training top-k accuracy',
    recordedAt: 'step',
    description: 'Share of the batch whose label is among the k most probable classes; if the spec asks for it.',
  },
  'resources/cpu': {
    ...RESOURCE,
    title: 'CPU',
    unit: 'cores',
    description: 'Processor time that the job used in the last second, in cores.',
  },
  'resources/memory': {
    ...RESOURCE,
    title: 'Memory',
    unit: 'bytes',
    description: 'Memory of the job’s process that is resident.',
  },
  'resources/gpu': {
    ...RESOURCE,
    title: 'GPU',
    unit: 'share',
    description: 'How busy the graphics processor is, whoever uses it; where the system tells.',
  },
} as const satisfies Readonly<Record<string, SeriesTraits>>;

export type ScalarSeriesName = keyof typeof SCALAR_SERIES;

export const TEST_ACCURACY = 'test/accuracy' satisfies ScalarSeriesName;
export const TEST_LOSS = 'test/loss' satisfies ScalarSeriesName;
export const TEST_TOP_K_ACCURACY = 'test/topKAccuracy' satisfies ScalarSeriesName;
export const TRAIN_ACCURACY = 'train/accuracy' satisfies ScalarSeriesName;
export const TRAIN_LOSS = 'train/loss' satisfies ScalarSeriesName;
export const TRAIN_TOP_K_ACCURACY = 'train/topKAccuracy' satisfies ScalarSeriesName;
export const CPU = 'resources/cpu' satisfies ScalarSeriesName;
export const MEMORY = 'resources/memory' satisfies ScalarSeriesName;
export const GPU = 'resources/gpu' satisfies ScalarSeriesName;

export const SCALAR_SERIES_NAMES = Object.keys(SCALAR_SERIES) as ScalarSeriesName[];

/** Those that measure the network, not the machine. */
export const METRIC_NAMES: readonly ScalarSeriesName[] = SCALAR_SERIES_NAMES.filter((name) => !isResource(name));

/** What the lab samples of the machine while a run executes. */
export const RESOURCE_NAMES: readonly ScalarSeriesName[] = SCALAR_SERIES_NAMES.filter(isResource);

/** Series of one value per channel. The key is the last part of the name. */
export const CHANNEL_SERIES = {
  runningMean: {
    title: 'Running mean',
    unit: '1',
    better: null,
    recordedAt: 'evaluation',
    scope: 'channel',
    description: 'Exponentially weighted mean of the batch means of each channel, which evaluation subtracts.',
  },
  runningVar: {
    title: 'Running variance',
    unit: '1',
    better: null,
    recordedAt: 'evaluation',
    scope: 'channel',
    description:
      'Exponentially weighted mean of the unbiased batch variances of each channel, by which evaluation scales.',
  },
} as const satisfies Readonly<Record<string, SeriesTraits>>;

export type ChannelStatistic = keyof typeof CHANNEL_SERIES;

/** A name, read. */
export type ParsedSeriesName =
  | { readonly kind: 'scalar'; readonly name: ScalarSeriesName }
  | { readonly kind: 'channel'; readonly layer: LayerPath; readonly statistic: ChannelStatistic }
  | { readonly kind: 'unknown'; readonly name: string };

/** Where a normalization stands in a network; indices count from 0. */
export interface LayerPath {
  /** Of the layer: `layers.3.residual.layers.1`. */
  readonly path: string;
  /** The normalization's own part: `batchNorm`, `batchRenorm`. */
  readonly normalization: string;
  readonly index: number;
  /** Inside a residual block: the layer of its body, or its shortcut. Null outside of one. */
  readonly inside: number | 'shortcut' | null;
}

/** A layer's path as `LayerPath.path`, then the normalization, then the statistic. */
const CHANNEL_NAME = /^(layers\.(\d+)(?:\.residual\.(?:layers\.(\d+)|(shortcut)))?)\.(\w+)\/(\w+)$/;

export function parseSeriesName(name: string): ParsedSeriesName {
  if (isScalarSeriesName(name)) return { kind: 'scalar', name };
  const [, path, index, inner, shortcut, normalization, statistic] = CHANNEL_NAME.exec(name) ?? [];
  if (path === undefined || !isChannelStatistic(statistic)) return { kind: 'unknown', name };
  const inside = shortcut === 'shortcut' ? shortcut : inner === undefined ? null : Number(inner);
  return { kind: 'channel', layer: { path, normalization, index: Number(index), inside }, statistic };
}

/** `layers.0.batchNorm/runningMean` */
export function channelSeriesName({ path, normalization }: LayerPath, statistic: ChannelStatistic): string {
  return `${path}.${normalization}/${statistic}`;
}

/**
 * The series of a tensor of the network that is recorded over time.
 * @param tensor its path, `layers.0.batchNorm.runningMean` → `layers.0.batchNorm/runningMean`
 */
export function tensorSeriesName(tensor: string): string {
  const dot = tensor.lastIndexOf('.');
  return `${tensor.slice(0, dot)}/${tensor.slice(dot + 1)}`;
}

/** Traits of a series; null for one whose name this version does not know. */
export function seriesTraits(name: string): SeriesTraits | null {
  const parsed = parseSeriesName(name);
  switch (parsed.kind) {
    case 'scalar':
      return SCALAR_SERIES[parsed.name];
    case 'channel':
      return CHANNEL_SERIES[parsed.statistic];
    case 'unknown':
      return null;
    default:
      return parsed satisfies never;
  }
}

/** Counted from 1, as people count: `Layer 4, inner layer 2`. */
export function layerTitle({ index, inside }: LayerPath): string {
  const title = `Layer ${index + 1}`;
  if (inside === null) return title;
  return inside === 'shortcut' ? `${title}, shortcut` : `${title}, inner layer ${inside + 1}`;
}

/** From the input side; within a residual block its body before its shortcut. */
export function compareLayers(a: LayerPath, b: LayerPath): number {
  return a.index - b.index || placeInside(a) - placeInside(b);
}

function placeInside({ inside }: LayerPath): number {
  if (inside === null) return -1;
  return inside === 'shortcut' ? Number.MAX_SAFE_INTEGER : inside;
}

function isScalarSeriesName(name: string): name is ScalarSeriesName {
  return Object.hasOwn(SCALAR_SERIES, name);
}

function isChannelStatistic(statistic: string | undefined): statistic is ChannelStatistic {
  return statistic !== undefined && Object.hasOwn(CHANNEL_SERIES, statistic);
}

/** Whether a series is a sample of the machine, by whatever version it was written. */
export function isResource(name: string): boolean {
  return name.startsWith('resources/');
}
