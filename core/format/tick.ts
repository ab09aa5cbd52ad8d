import { formatCount, withMinus } from './number.ts';

/** A number beside an axis, as short as it can be: 0.25, 5,000, 50k, 2.5M, 1e−7. */
export function formatTick(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e9) return withMinus(value.toExponential(1).replace('.0e', 'e').replace('e+', 'e'));
  if (size >= 1e6) return `${threeDigits(value / 1e6)}M`;
  if (size >= 1e4) return `${threeDigits(value / 1e3)}k`;
  if (size >= 1e3) return formatCount(value);
  if (size < 1e-3) return withMinus(value.toExponential(0));
  return threeDigits(value);
}

function threeDigits(value: number): string {
  return withMinus(String(Number(value.toPrecision(3))));
}
