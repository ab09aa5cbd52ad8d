import { ARM_COLOR_COUNT } from '#core/palette/arm-palette.ts';
import type { ChartTheme } from './series.ts';

const RAMP_STOPS = 5;

/** Reads the chart's colours from the CSS tokens that hold at `element`. */
export function readChartTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: token('--text'),
    mutedText: token('--text-muted'),
    grid: token('--chart-grid'),
    axis: token('--chart-axis'),
    surface: token('--surface'),
    tooltipBackground: token('--tooltip-surface'),
    tooltipText: token('--tooltip-text'),
    tooltipMutedText: token('--tooltip-text-muted'),
    fontFamily: token('--font') || style.fontFamily,
    fontSize: 11,
    series: Array.from({ length: ARM_COLOR_COUNT }, (_, index) => token(`--series-${index}`)),
    ramp: Array.from({ length: RAMP_STOPS }, (_, index) => token(`--ramp-${index}`)),
    divergingRamp: Array.from({ length: RAMP_STOPS }, (_, index) => token(`--diverging-${index}`)),
  };
}

/** Calls back whenever light and dark change places; returns how to stop. */
export function onThemeChange(callback: () => void): () => void {
  const observer = new MutationObserver(callback);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  const media = matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', callback);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', callback);
  };
}
