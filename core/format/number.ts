/** Numbers as a paper prints them, the same in the window, in reports and on the command line. */

/** Where there is no number: never a 0 in disguise. */
export const ABSENT = '–';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A true minus sign instead of a hyphen. */
export function withMinus(text: string): string {
  return text.replaceAll('-', '−');
}

/** 12345 → 12,345. */
export function formatCount(value: number): string {
  // Adding 0 turns −0 into 0.
  return withMinus(grouped.format(Math.round(value) + 0));
}

/** A share of 1 as percent: 0.97531 → 97.53 %, with a no-break space. */
export function formatPercent(share: number, digits = 2): string {
  return `${withMinus((share * 100).toFixed(digits))}\u00a0%`;
}

/** Four significant digits, an exponent only where it helps: 0.2310, 12.40, 3.10e−7. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return withMinus(value.toExponential(Math.max(0, digits - 2)).replace('e+', 'e'));
  const text = value.toPrecision(digits);
  return Number.isInteger(value) || text.includes('e') ? formatCount(value) : withMinus(text);
}

/** A target such as 0.95 → 95 %, without digits that say nothing. */
export function formatTarget(share: number): string {
  return `${Number((share * 100).toFixed(2))}\u00a0%`;
}

/** 0.0123 → +1.23: percentage points with their sign. */
export function formatPoints(difference: number): string {
  const text = (difference * 100).toFixed(2);
  // Without the sign of what rounds to 0.
  return Number(text) === 0 ? '0.00' : formatSigned(difference, () => withMinus(text));
}

export function formatSigned(difference: number, format: (value: number) => string): string {
  const text = format(difference);
  return difference > 0 && !text.startsWith('+') ? `+${text}` : text;
}
