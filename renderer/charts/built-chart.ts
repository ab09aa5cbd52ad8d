import type {} from 'chartjs-plugin-zoom';
import type { Chart, ChartConfiguration, ChartDataset, ChartOptions, Plugin } from 'chart.js';
import { baseOptions } from './base-options.ts';
import { withAlpha } from './color.ts';
import type { ChartPoint, ChartTheme } from './series.ts';

/**
 * A chart as its builder makes it from the domain's values. A builder is pure and needs no canvas; `chartConfiguration`
 * turns what it built into what Chart.js takes. A chart that draws itself, such as a heat map, has no lines.
 */
export interface BuiltChart {
  /** What Chart.js draws, in its data sets. */
  readonly lines: LineDataset[];
  readonly axes: { readonly x: AxisOptions; readonly y: AxisOptions };
  /** What the tooltip says; null: there is none, and the chart ignores the pointer. */
  readonly tooltip: TooltipOptions | null;
  /** Draws behind the lines. */
  readonly drawBehind?: Draw;
  /** Draws over the lines. */
  readonly drawOver?: Draw;
}

export type LineDataset = ChartDataset<'line', ChartPoint[]>;
export type Draw = (chart: Chart) => void;
type Options = ChartOptions<'line'>;
type AxisOptions = NonNullable<Options['scales']>[string];
type TooltipOptions = Pick<NonNullable<NonNullable<Options['plugins']>['tooltip']>, 'filter' | 'callbacks'>;

export interface Zoom {
  /** Whether the wheel zooms, with Ctrl; dragging always does. */
  readonly wheel: boolean;
  /** Told when the axes have reached their new ranges. */
  readonly onZoomed: () => void;
}

/** @param zoom null: the chart cannot be zoomed */
export function chartConfiguration(
  { lines, axes, tooltip, drawBehind, drawOver }: BuiltChart,
  theme: ChartTheme,
  zoom: Zoom | null,
): ChartConfiguration<'line', ChartPoint[]> {
  const base = baseOptions(theme);
  const drawing: Plugin<'line'> = {
    id: 'drawing',
    beforeDatasetsDraw: (chart) => drawBehind?.(chart),
    afterDatasetsDraw: (chart) => drawOver?.(chart),
  };
  return {
    type: 'line',
    data: { datasets: lines },
    plugins: [drawing],
    options: {
      ...base,
      ...(tooltip === null ? { events: [] } : {}),
      scales: axes,
      plugins: {
        ...base.plugins,
        tooltip: tooltip === null ? { enabled: false } : { ...base.plugins?.tooltip, ...tooltip },
        zoom: zoomOptions(theme, zoom),
      },
    },
  };
}

function zoomOptions(theme: ChartTheme, zoom: Zoom | null): NonNullable<Options['plugins']>['zoom'] {
  if (zoom === null)
    return { zoom: { drag: { enabled: false }, wheel: { enabled: false }, pinch: { enabled: false } } };
  return {
    zoom: {
      mode: 'xy',
      drag: {
        enabled: true,
        threshold: 6,
        backgroundColor: withAlpha(theme.series[0], 0.15),
        borderColor: theme.axis,
        borderWidth: 1,
      },
      wheel: zoom.wheel ? { enabled: true, modifierKey: 'ctrl' } : { enabled: false },
      pinch: { enabled: false },
      onZoomComplete: zoom.onZoomed,
    },
    pan: { enabled: false },
  };
}
