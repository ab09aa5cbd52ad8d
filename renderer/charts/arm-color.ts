import { paletteIndex, repeatsColor } from '#core/palette/arm-palette.ts';

/**
 * The colour of an arm is the same in every chart, table and legend: the baseline is neutral (0), the other arms count
 * up in the order of the experiment. The CSS tokens `--series-0` … `--series-8` hold the palette’s colours.
 */

export function armColorIndex(arms: readonly string[], baseline: string, arm: string): number {
  if (arm === baseline) return 0;
  return 1 + arms.filter((name) => name !== baseline).indexOf(arm);
}

/** True for arms that share their colour with an earlier one: their lines are dashed. */
export function isDashed(colorIndex: number): boolean {
  return repeatsColor(colorIndex);
}

export function armColorCss(colorIndex: number): string {
  return `var(--series-${paletteIndex(colorIndex)})`;
}
