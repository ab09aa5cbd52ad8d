import { formatDuration as formatKnownDuration } from '../format/duration.ts';
import type { Sample } from '../stats/sample.ts';

/** Numbers as a paper prints them: a true minus sign, thousands apart, "n/a" never in disguise as 0. */

export const ABSENT = '–';

const MINUS = '−';

function withMinus(text: string): string {
  return text.replace(/^-/, MINUS);
}

/** 12345 → 12,345. */
export function formatCount(value: number): string {
  return withMinus(String(Math.round(value))).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** 0.97254 → 97.25 %, with a no-break space. */
export function formatPercent(share: number): string {
  return `${withMinus((share * 100).toFixed(2))}\u00a0%`;
}

/** A loss or another positive measure to four significant digits; very small and large ones with an exponent. */
export function formatMeasure(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e5)) {
    const [mantissa, exponent] = value.toExponential(2).split('e');
    return `${withMinus(mantissa)}e${withMinus(String(Number(exponent)))}`;
  }
  return withMinus(String(Number(value.toPrecision(4))));
}

/** A target such as 0.95 → 95 %: no digits that say nothing. */
export function formatTarget(share: number): string {
  return `${Number((share * 100).toFixed(2))}\u00a0%`;
}

/** 0.0123 → +1.23: percentage points with their sign. */
export function formatPoints(difference: number): string {
  return withSign(difference * 100, (value) => withMinus(value.toFixed(2)));
}

export function formatSigned(difference: number, format: (value: number) => string): string {
  return withSign(difference, format);
}

function withSign(value: number, format: (value: number) => string): string {
  const text = format(value);
  return value > 0 && !text.startsWith('+') ? `+${text}` : text;
}

/** `97.25 % ± 0.11`; with n = 1 the value alone, with n = 0 a dash. */
export function formatShareSample(sample: Sample): string {
  if (sample.mean === null) return ABSENT;
  return sample.sd === null
    ? formatPercent(sample.mean)
    : `${(sample.mean * 100).toFixed(2)} ± ${(sample.sd * 100).toFixed(2)}\u00a0%`;
}

export function formatMeasureSample(sample: Sample): string {
  if (sample.mean === null) return ABSENT;
  return sample.sd === null
    ? formatMeasure(sample.mean)
    : `${formatMeasure(sample.mean)} ± ${formatMeasure(sample.sd)}`;
}

export function formatCountSample(sample: Sample): string {
  if (sample.mean === null) return ABSENT;
  return sample.sd === null ? formatCount(sample.mean) : `${formatCount(sample.mean)} ± ${formatCount(sample.sd)}`;
}

/** A dash where there is no duration. */
export function formatDuration(durationMs: number | null): string {
  return durationMs === null ? ABSENT : formatKnownDuration(durationMs);
}

/** 2026-11-21T09:10:42.000Z → 2026-11-21 09:10 UTC. */
export function formatTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** 4_200_000 → 4.2 MB, in powers of 1000, to two digits below 10. */
export function formatBytes(bytes: number): string {
  return inUnits(bytes, ['B', 'kB', 'MB', 'GB', 'TB']);
}

/** 28_400_000 → 28 MFLOP. */
export function formatFlops(flops: number): string {
  return inUnits(flops, ['FLOP', 'kFLOP', 'MFLOP', 'GFLOP', 'TFLOP']);
}

function inUnits(value: number, units: readonly string[]): string {
  let scaled = value;
  let unit = 0;
  // 999.6 would be written as 1000 of the smaller unit.
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1_000;
    unit += 1;
  }
  const text = unit === 0 || scaled >= 9.95 ? formatCount(scaled) : scaled.toFixed(1);
  return `${text}\u00a0${units[unit]}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function formatList(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

export function formatPlural(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}
