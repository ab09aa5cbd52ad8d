import { paletteIndex } from '#core/palette/arm-palette.ts';
import { stepOfTicks } from '#core/format/tick.ts';
import { formatNumber } from '#core/format/number.ts';
import { isDashed } from './arm-color.ts';
import { alignYAxis, axisOptions, formatAxisValue, type AxisFormat } from './base-options.ts';
import type { BuiltChart, LineDataset } from './built-chart.ts';
import { withAlpha } from './color.ts';
import { crosshair } from './crosshair.ts';
import { decimate } from './decimate.ts';
import type { ChartPoint, ChartSeries, ChartView } from './series.ts';

export interface LineBandOptions {
  readonly xTitle: string;
  readonly yTitle?: string;
  readonly yScale?: 'linear' | 'logarithmic';
  readonly yFormat?: AxisFormat;
  /** Tooltip title for an x, for example "Step 1,200 · epoch 1.2". */
  readonly describeX?: (x: number) => string;
  /** Where the axes reach when not zoomed; the data's own range if left out. */
  readonly xMin?: number;
  readonly xMax?: number;
  readonly yMin?: number;
  readonly yMax?: number;
}

type Part = 'line' | 'low' | 'high' | 'marker';

/** Points are drawn as dots while there are few enough to tell them apart. */
const DOTS_MAX = 24;
const BAND_ALPHA = 0.16;
const LINE_ALPHA = { normal: 1, strong: 1, faint: 0.45, shadow: 0.16 };
/** Where a mean is of fewer runs than elsewhere. */
const FEWER_DASH = [3, 3];

/**
 * Lines over x, each with an optional band between `low` and `high` and markers. Decimated to the view's width and
 * range; on a logarithmic y axis, values that are not positive are gaps.
 */
export function lineBand(series: readonly ChartSeries[], options: LineBandOptions, view: ChartView): BuiltChart {
  const { theme } = view;
  const logarithmic = options.yScale === 'logarithmic';
  const yFormat = options.yFormat ?? 'number';
  const datasets: LineDataset[] = [];
  const parts: { part: Part; series: ChartSeries }[] = [];
  const add = (part: Part, of: ChartSeries, dataset: LineDataset) => {
    datasets.push(dataset);
    parts.push({ part, series: of });
  };

  series.forEach((one, index) => {
    const color = theme.series[paletteIndex(one.colorIndex)];
    const points = decimate(one.points, Math.max(1, Math.round(view.width)), view.x);
    const drawable = (value: number | undefined) =>
      value !== undefined && Number.isFinite(value) && !(logarithmic && value <= 0) ? value : Number.NaN;
    // Strong lines lie above normal ones, faint ones below; Chart.js draws higher `order` first.
    const emphasis = one.emphasis ?? 'normal';
    const order = { strong: 0, normal: 100, faint: 200, shadow: 300 }[emphasis] + index;
    const common = { borderWidth: 0, pointRadius: 0, pointHoverRadius: 0, pointHitRadius: 0 };

    if (points.some((point) => point.low !== undefined)) {
      const edge = (value: (point: ChartPoint) => number | undefined) =>
        points.map((point) => ({ x: point.x, y: drawable(value(point)) }));
      // A band whose lower edge is not positive reaches down to the line on a logarithmic axis.
      const lowEdge = edge((point) => (logarithmic && (point.low ?? 0) <= 0 ? point.y : point.low));
      add('low', one, { ...common, label: one.label, data: lowEdge, fill: false, order: order + 50 });
      add('high', one, {
        ...common,
        label: one.label,
        data: edge((point) => point.high),
        fill: '-1',
        backgroundColor: withAlpha(color, BAND_ALPHA),
        order: order + 50,
      });
    }

    const behind = emphasis === 'faint' || emphasis === 'shadow';
    const dots = !behind && points.length <= DOTS_MAX;
    const fewer = points.some((point) => point.n !== undefined);
    add('line', one, {
      label: one.label,
      data: points.map((point) => ({ ...point, y: drawable(point.y) })),
      order,
      borderColor: behind ? withAlpha(color, LINE_ALPHA[emphasis]) : color,
      backgroundColor: color,
      borderWidth: behind ? 1 : emphasis === 'strong' ? 2.25 : 1.75,
      borderDash: one.dash || isDashed(one.colorIndex) ? [5, 4] : [],
      borderJoinStyle: 'round',
      pointRadius: dots ? 2 : 0,
      pointHoverRadius: behind ? 0 : 3.5,
      pointHitRadius: 0,
      pointBorderWidth: 0,
      pointHoverBorderColor: theme.surface,
      pointHoverBorderWidth: 1.5,
      pointStyle: 'circle',
      fill: false,
      spanGaps: false,
      tension: 0,
      ...(fewer
        ? { segment: { borderDash: (at) => (points[at.p1DataIndex]?.n === undefined ? undefined : FEWER_DASH) } }
        : {}),
    });

    const markers = (one.markers ?? []).filter((marker) => Number.isFinite(drawable(marker.y)));
    if (markers.length > 0) {
      add('marker', one, {
        label: one.label,
        data: markers.map((marker) => ({ x: marker.x, y: marker.y })),
        order: -1,
        showLine: false,
        clip: false,
        pointStyle: 'crossRot',
        pointRadius: 5,
        pointHoverRadius: 6,
        pointBorderWidth: 2,
        borderColor: color,
        backgroundColor: color,
      });
    }
  });

  return {
    lines: datasets,
    drawOver: crosshair(theme.axis),
    axes: {
      x: {
        ...axisOptions(theme, options.xTitle),
        type: 'linear',
        min: view.x?.min ?? options.xMin,
        max: view.x?.max ?? options.xMax,
        grid: { display: false },
        ticks: {
          ...axisOptions(theme, '').ticks,
          callback: (value, _, ticks) => formatAxisValue(Number(value), 'number', stepOf(ticks)),
        },
      },
      y: {
        ...axisOptions(theme, options.yTitle ?? ''),
        type: options.yScale ?? 'linear',
        min: view.y?.min ?? options.yMin,
        max: view.y?.max ?? options.yMax,
        grid: { color: theme.grid, drawTicks: false },
        border: { display: false },
        afterFit: alignYAxis,
        ticks: {
          ...axisOptions(theme, '').ticks,
          maxTicksLimit: 7,
          callback: (value: string | number, _: number, ticks: readonly { value: number }[]) =>
            labelOfTick(Number(value), logarithmic ? null : stepOf(ticks), yFormat),
        },
      },
    },
    tooltip: {
      filter: (item) => {
        const { part, series: of } = parts[item.datasetIndex];
        if (part === 'marker') return true;
        return part === 'line' && of.emphasis !== 'faint' && of.emphasis !== 'shadow';
      },
      callbacks: {
        title: (items) => (items.length === 0 ? '' : (options.describeX ?? formatNumber)(items[0].parsed.x ?? 0)),
        label: (item) => {
          const { part, series: of } = parts[item.datasetIndex];
          if (part === 'marker') return ` ${shortened(of.label)}: ${of.markers?.[item.dataIndex]?.label ?? ''}`;
          return ` ${shortened(of.label)}  ${describePoint(item.raw as ChartPoint, yFormat)}`;
        },
      },
    },
  };
}

const LABEL_CHARACTERS_MAX = 32;

/** A tooltip must not cover the chart. */
function shortened(label: string): string {
  return label.length > LABEL_CHARACTERS_MAX ? `${label.slice(0, LABEL_CHARACTERS_MAX - 1)}…` : label;
}

/** The value, and how far the band reaches if there is one. */
export function describePoint(point: ChartPoint, format: AxisFormat): string {
  const text = describeValue(point, format);
  return point.n === undefined ? text : `${text}  (n = ${point.n})`;
}

function describeValue(point: ChartPoint, format: AxisFormat): string {
  const write = (value: number) => (format === 'percent' ? `${(value * 100).toFixed(2)}\u00a0%` : formatNumber(value));
  if (point.low === undefined || point.high === undefined || point.low === point.high) return write(point.y);
  const below = point.y - point.low;
  const above = point.high - point.y;
  const symmetric = Math.abs(below - above) <= 1e-6 * Math.max(Math.abs(below), Math.abs(above));
  if (!symmetric) return `${write(point.y)}  (${write(point.low)} to ${write(point.high)})`;
  return format === 'percent'
    ? `${(point.y * 100).toFixed(2)} ± ${(above * 100).toFixed(2)}\u00a0%`
    : `${write(point.y)} ± ${formatNumber(above, 2)}`;
}

/** A logarithmic axis names 1, 2 and 5 of each decade only. */
function stepOf(ticks: readonly { readonly value: number }[]): number {
  return stepOfTicks(ticks.map(({ value }) => value));
}

/** @param step the distance between ticks; null on a logarithmic axis */
function labelOfTick(value: number, step: number | null, format: AxisFormat): string {
  if (step === null) {
    const leading = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
    if (![1, 2, 5].some((digit) => Math.abs(leading - digit) < 1e-6)) return '';
  }
  return formatAxisValue(value, format, step ?? 0);
}
