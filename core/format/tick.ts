import { formatCount, withMinus } from './number.ts';

/** Where the distance to the next tick is not known, and on logarithmic axes. */
const DIGITS = 3;
const DIGITS_MAX = 15;

/**
 * A number beside an axis, as short as it can be and still different from its neighbours: 0.25, 5,000, 50k, 2.5M, 1e−7.
 * @param step the distance between ticks, whose last digit is the last that is written; default: unknown
 */
export function formatTick(value: number, step = 0): string {
  const size = Math.abs(value);
  // Ticks are multiples of the step, summed up with rounding.
  if (size <= step * 1e-6) return '0';
  const digits = step > 0 ? digitsTo(lastPlace(step), size) : DIGITS;
  if (size >= 1e9 || size < 1e-3) return exponential(value, digits);
  if (size >= 1e6) return `${plain(value / 1e6, digits)}M`;
  if (size >= 1e4) return `${plain(value / 1e3, digits)}k`;
  if (size >= 1e3 && (step === 0 || Number.isInteger(step))) return formatCount(value);
  return plain(value, digits);
}

/** The distance between neighbouring ticks; 0 where there are not two. */
export function stepOfTicks(ticks: readonly number[]): number {
  let step = Infinity;
  for (let i = 1; i < ticks.length; i += 1) step = Math.min(step, Math.abs(ticks[i] - ticks[i - 1]));
  return Number.isFinite(step) ? step : 0;
}

/** The exponent of the last digit: −4 of 0.0025. Rounded, because steps are differences of float64. */
function lastPlace(step: number): number {
  const [mantissa, exponent] = Number(step.toPrecision(6)).toExponential().split('e');
  return Number(exponent) - (mantissa.split('.')[1] ?? '').length;
}

function digitsTo(place: number, size: number): number {
  const exponent = Number(size.toExponential().split('e')[1]);
  return Math.min(DIGITS_MAX, Math.max(1, exponent - place + 1));
}

function plain(value: number, digits: number): string {
  return withMinus(String(Number(value.toPrecision(digits))));
}

function exponential(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  return withMinus(`${Number(mantissa)}e${Number(exponent)}`);
}
