/** Colours as charts need them: with an alpha, and between two stops of a ramp. Input is `#rrggbb`. */

export type Rgb = readonly [number, number, number];

export function parseHex(color: string): Rgb {
  const value = Number.parseInt(color.replace('#', ''), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

export function withAlpha(color: string, alpha: number): string {
  const [red, green, blue] = parseHex(color);
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

/** The colour at `share` (0 to 1) of a ramp of stops spaced evenly. */
export function rampColor(stops: readonly Rgb[], share: number): Rgb {
  const position = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(position));
  const rest = position - index;
  const mix = (channel: 0 | 1 | 2) => Math.round(stops[index][channel] * (1 - rest) + stops[index + 1][channel] * rest);
  return [mix(0), mix(1), mix(2)];
}
