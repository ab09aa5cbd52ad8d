import type { ChartPoint, ChartSeries } from '../../charts/series.ts';

/** A series of vectors: point k, channel c is values[k · width + c] at steps[k]. */
export interface ChannelSeries {
  readonly steps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly width: number;
}

/** Up to so many channels are drawn one by one. */
export const LINES_MAX = 10;

/**
 * What the channels do together: their median, the band from the 10 % to the 90 % quantile and thin lines for the
 * extremes; or simply all channels, where there are few.
 */
export function channelFan(series: ChannelSeries, x: (step: number) => number): ChartSeries[] {
  if (series.width <= LINES_MAX) {
    return Array.from({ length: series.width }, (_, channel) => channelLine(series, channel, x));
  }
  const median: ChartPoint[] = [];
  const lowest: ChartPoint[] = [];
  const highest: ChartPoint[] = [];
  for (let k = 0; k < series.steps.length; k += 1) {
    const sorted = channelsAt(series, k).sort();
    const at = x(series.steps[k]);
    median.push({ x: at, y: quantile(sorted, 0.5), low: quantile(sorted, 0.1), high: quantile(sorted, 0.9) });
    lowest.push({ x: at, y: sorted[0] ?? Number.NaN });
    highest.push({ x: at, y: sorted[sorted.length - 1] ?? Number.NaN });
  }
  return [
    { label: 'median', colorIndex: 1, points: median },
    { label: 'smallest', colorIndex: 1, points: lowest, emphasis: 'faint' },
    { label: 'largest', colorIndex: 1, points: highest, emphasis: 'faint' },
  ];
}

export function channelLine(series: ChannelSeries, channel: number, x: (step: number) => number): ChartSeries {
  return {
    label: `channel ${channel}`,
    colorIndex: 1 + (channel % 8),
    points: Array.from(series.steps as ArrayLike<number>, (step, k) => ({
      x: x(step),
      y: series.values[k * series.width + channel],
    })),
  };
}

/** The channels that a heat map shows from bottom to top: as they are, or by their last value. */
export function channelOrder(series: ChannelSeries, order: 'index' | 'value'): number[] {
  const channels = Array.from({ length: series.width }, (_, channel) => channel);
  if (order === 'index' || series.steps.length === 0) return channels;
  const last = (series.steps.length - 1) * series.width;
  return channels.sort((a, b) => series.values[last + a] - series.values[last + b]);
}

const COLOR_TAIL = 0.02;

/**
 * The values that take the first and the last colour: the 2 % and 98 % quantiles, so that a few extreme cells (variances
 * before the first update, for one) do not leave all others in one shade. Signed values get a range around zero.
 */
export function colorRange(values: ArrayLike<number>, signed: boolean): { low: number; high: number } {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length === 0) return { low: 0, high: 1 };
  const low = quantile(sorted, COLOR_TAIL);
  const high = quantile(sorted, 1 - COLOR_TAIL);
  if (!signed) return { low, high };
  const reach = Math.max(Math.abs(low), Math.abs(high));
  return { low: -reach, high: reach };
}

/** Finite values of all channels at point k. */
export function channelsAt(series: ChannelSeries, k: number): Float64Array {
  const values: number[] = [];
  for (let channel = 0; channel < series.width; channel += 1) {
    const value = series.values[k * series.width + channel];
    if (Number.isFinite(value)) values.push(value);
  }
  return Float64Array.from(values);
}

/** With linear interpolation between neighbours (NumPy's default, Hyndman and Fan's type 7); NaN of nothing. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
