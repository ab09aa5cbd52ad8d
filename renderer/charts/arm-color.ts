/**
 * The colour of an arm is the same in every chart, table and legend: the baseline is neutral (0), the other arms count
 * up in the order of the experiment. Colours live in the CSS tokens `--series-0` … `--series-8`.
 */

/** How many colours there are, the baseline's included; further arms take them again, dashed. */
export const SERIES_COLOR_COUNT = 9;

export function armColorIndex(arms: readonly string[], baseline: string, arm: string): number {
  if (arm === baseline) return 0;
  return 1 + arms.filter((name) => name !== baseline).indexOf(arm);
}

/** Place in the palette: 0 stays the baseline's alone. */
export function paletteIndex(colorIndex: number): number {
  return colorIndex < SERIES_COLOR_COUNT ? colorIndex : 1 + ((colorIndex - 1) % (SERIES_COLOR_COUNT - 1));
}

/** True for arms that share their colour with an earlier one. */
export function isDashed(colorIndex: number): boolean {
  return colorIndex >= SERIES_COLOR_COUNT;
}

export function armColorCss(colorIndex: number): string {
  return `var(--series-${paletteIndex(colorIndex)})`;
}
