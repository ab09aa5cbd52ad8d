import type { FilterFault } from '#core/errors.ts';

/** A fault without characters, such as a missing value, is still marked by this many px. */
const WIDTH_MIN = 7;

/** Where the wrong characters stand in an input, in px from its text's beginning. */
export function faultMark(
  input: HTMLInputElement,
  text: string,
  { from, to }: FilterFault,
): { left: number; width: number } {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return { left: 0, width: 0 };
  context.font = getComputedStyle(input).font;
  const left = context.measureText(text.slice(0, from)).width;
  return { left, width: Math.max(WIDTH_MIN, context.measureText(text.slice(0, to)).width - left) };
}
