import { alignYAxis, axisOptions } from './base-options.ts';
import type { BuiltChart, Draw } from './built-chart.ts';
import { parseHex, rampColor } from './color.ts';
import type { ChartView } from './series.ts';
import { formatTick, stepOfTicks } from '#core/format/tick.ts';

/** A field of values: one row per channel, one column per moment. */
export interface HeatMapField {
  /** Ascending moments, one per column. */
  readonly x: readonly number[];
  readonly rows: number;
  /** Column-major: [x.length, rows]. */
  readonly values: ArrayLike<number>;
  /** The values that take the first and the last colour of the ramp. */
  readonly low: number;
  readonly high: number;
}

export interface HeatMapOptions {
  readonly xTitle: string;
  readonly yTitle: string;
  /** `diverging` where zero, in the middle between low and high, means something. */
  readonly ramp?: 'sequential' | 'diverging';
  /** A row to mark with a frame. */
  readonly selectedRow?: number | null;
}

export interface HeatMapCell {
  readonly column: number;
  readonly row: number;
}

/** Column k reaches from halfway to its left neighbour to halfway to its right one. */
export function columnEdges(x: readonly number[]): number[] {
  if (x.length === 1) return [x[0] - 0.5, x[0] + 0.5];
  const middles = x.slice(1).map((value, index) => (value + x[index]) / 2);
  return [x[0] - (middles[0] - x[0]), ...middles, x[x.length - 1] + (x[x.length - 1] - middles[middles.length - 1])];
}

/** The cell at a place on the axes, or null outside. */
export function cellAt(field: HeatMapField, x: number, y: number): HeatMapCell | null {
  const edges = columnEdges(field.x);
  const row = Math.floor(y);
  if (!(row >= 0 && row < field.rows)) return null;
  for (let column = 0; column < field.x.length; column += 1) {
    if (x >= edges[column] && x < edges[column + 1]) return { column, row };
  }
  return null;
}

/** Values as colours: rows upwards, columns to the right. A value that is not finite leaves its cell empty. */
export function heatMap(field: HeatMapField, options: HeatMapOptions, view: ChartView): BuiltChart {
  const { theme } = view;
  const edges = columnEdges(field.x);
  const stops = (options.ramp === 'diverging' ? theme.divergingRamp : theme.ramp).map(parseHex);
  const span = field.high - field.low || 1;

  const drawCells: Draw = (chart) => {
    const { ctx, chartArea, scales } = chart;
    const top = (row: number) => scales.y.getPixelForValue(row + 1);
    ctx.save();
    ctx.beginPath();
    ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
    ctx.clip();
    for (let column = 0; column < field.x.length; column += 1) {
      const left = Math.round(scales.x.getPixelForValue(edges[column]));
      const right = Math.round(scales.x.getPixelForValue(edges[column + 1]));
      for (let row = 0; row < field.rows; row += 1) {
        const value = field.values[column * field.rows + row];
        if (!Number.isFinite(value)) continue;
        const [red, green, blue] = rampColor(stops, (value - field.low) / span);
        ctx.fillStyle = `rgb(${red}, ${green}, ${blue})`;
        const y = Math.round(top(row));
        ctx.fillRect(left, y, right - left, Math.round(top(row - 1)) - y);
      }
    }
    const selected = options.selectedRow ?? null;
    if (selected !== null) {
      ctx.strokeStyle = theme.text;
      ctx.lineWidth = 1.5;
      ctx.strokeRect(chartArea.left + 1, top(selected), chartArea.width - 2, top(selected - 1) - top(selected));
    }
    ctx.restore();
  };

  return {
    lines: [],
    drawBehind: drawCells,
    tooltip: null,
    axes: {
      x: {
        ...axisOptions(theme, options.xTitle),
        type: 'linear',
        // From the first moment to the last, as a chart of lines above it: the outer columns are half as wide.
        min: field.x.length === 1 ? edges[0] : field.x[0],
        max: field.x.length === 1 ? edges[1] : field.x[field.x.length - 1],
        grid: { display: false },
        ticks: {
          ...axisOptions(theme, '').ticks,
          callback: (value, _, ticks) => formatTick(Number(value), stepOfTicks(ticks.map((tick) => tick.value))),
        },
      },
      y: {
        ...axisOptions(theme, options.yTitle),
        type: 'linear',
        min: 0,
        max: field.rows,
        grid: { display: false },
        ticks: { ...axisOptions(theme, '').ticks, precision: 0, maxTicksLimit: 6 },
        afterFit: alignYAxis,
      },
    },
  };
}
