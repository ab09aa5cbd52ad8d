/**
 * The colours of arms, in the window and in reports. They can be told apart with any colour vision (after Okabe and
 * Ito, tuned for contrast on a light and on a dark background).
 */

/** `#rrggbb` by palette index; the baseline's neutral grey comes first. */
export const ARM_COLORS = {
  light: ['#70737f', '#0b6fc2', '#d4570a', '#0b8f67', '#a94687', '#a97c00', '#2f9fce', '#6a4fd0', '#8a4b2a'],
  dark: ['#a2a5b3', '#5aa9f0', '#f3894a', '#3fc796', '#e088bf', '#e0b545', '#7fd3f5', '#a693ff', '#cf9472'],
} as const;

/** How many colours there are, the baseline's included. */
export const ARM_COLOR_COUNT = ARM_COLORS.light.length;

/** Palette index of the arm at `colorIndex`. Arms beyond the last colour start over at 1: 0 is the baseline's alone. */
export function paletteIndex(colorIndex: number): number {
  return colorIndex < ARM_COLOR_COUNT ? colorIndex : 1 + ((colorIndex - 1) % (ARM_COLOR_COUNT - 1));
}

/** True for an arm that shares its colour with an earlier one, and must be told apart by other means (a dashed line). */
export function repeatsColor(colorIndex: number): boolean {
  return colorIndex >= ARM_COLOR_COUNT;
}
