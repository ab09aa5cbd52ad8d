import type { ChartTheme, ChartView } from '#renderer/charts/series.ts';

/** A theme and a view as a canvas of 600 pixels would give them. */
export const theme: ChartTheme = {
  text: '#111111',
  mutedText: '#666666',
  grid: '#eeeeee',
  axis: '#bbbbbb',
  surface: '#ffffff',
  tooltipBackground: '#222222',
  tooltipText: '#ffffff',
  tooltipMutedText: '#cccccc',
  fontFamily: 'sans-serif',
  fontSize: 11,
  series: ['#70737f', '#0b6fc2', '#d4570a', '#0b8f67', '#a94687', '#a97c00', '#2f9fce', '#6a4fd0', '#8a4b2a'],
  ramp: ['#ffffff', '#808080', '#000000'],
  divergingRamp: ['#0000ff', '#ffffff', '#ff0000'],
};

export const view: ChartView = { width: 600, theme, x: null, y: null };
