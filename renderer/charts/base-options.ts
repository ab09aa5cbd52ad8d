import type { ChartOptions } from 'chart.js';
import { formatTick } from '#core/format/tick.ts';
import type { ChartTheme } from './series.ts';

/** How an axis writes its numbers. */
export type AxisFormat = 'number' | 'percent';

/** @param step the distance between ticks; 0 where it is not known */
export function formatAxisValue(value: number, format: AxisFormat, step: number): string {
  return format === 'number' ? formatTick(value, step) : `${formatTick(value * 100, step * 100)}\u00a0%`;
}

/** What every chart of the lab has in common: no animation, our fonts, hairline grid, one tooltip style. */
export function baseOptions(theme: ChartTheme): ChartOptions<'line'> {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    normalized: true,
    parsing: false,
    font: { family: theme.fontFamily, size: theme.fontSize },
    color: theme.mutedText,
    layout: { padding: { top: 6, right: 8, bottom: 0, left: 0 } },
    interaction: { mode: 'nearestPerSeries', intersect: false },
    plugins: {
      legend: { display: false },
      tooltip: {
        backgroundColor: theme.tooltipBackground,
        titleColor: theme.tooltipMutedText,
        bodyColor: theme.tooltipText,
        titleFont: { family: theme.fontFamily, size: 11, weight: 'normal' },
        bodyFont: { family: theme.fontFamily, size: 12 },
        padding: { x: 10, y: 8 },
        cornerRadius: 6,
        boxWidth: 8,
        boxHeight: 8,
        boxPadding: 5,
        usePointStyle: true,
        caretSize: 0,
        caretPadding: 12,
      },
    },
  };
}

/** Charts above each other share their left edge. */
const Y_AXIS_WIDTH_MIN = 52;

export function alignYAxis(scale: { width: number }): void {
  scale.width = Math.max(scale.width, Y_AXIS_WIDTH_MIN);
}

/** The parts that both axes share. */
export function axisOptions(theme: ChartTheme, title: string) {
  return {
    title: {
      display: title !== '',
      text: title,
      color: theme.mutedText,
      font: { family: theme.fontFamily, size: theme.fontSize },
      padding: 2,
    },
    border: { color: theme.axis },
    ticks: {
      color: theme.mutedText,
      font: { family: theme.fontFamily, size: theme.fontSize },
      padding: 4,
      maxRotation: 0,
      autoSkipPadding: 14,
    },
  };
}
