import { ABSENT, formatCount, formatNumber, formatPercent } from '../format/number.ts';
import type { Sample } from '../stats/sample.ts';

/** Mean and standard deviation over seeds: with n = 1 the value alone, with n = 0 a dash. */

/** 97.25 % ± 0.11. */
export function formatShareSample(sample: Sample): string {
  if (sample.mean === null) return ABSENT;
  return sample.sd === null
    ? formatPercent(sample.mean)
    : `${(sample.mean * 100).toFixed(2)} ± ${(sample.sd * 100).toFixed(2)}\u00a0%`;
}

export function formatMeasureSample(sample: Sample): string {
  return formatSample(sample, formatNumber);
}

export function formatCountSample(sample: Sample): string {
  return formatSample(sample, formatCount);
}

function formatSample({ mean, sd }: Sample, format: (value: number) => string): string {
  if (mean === null) return ABSENT;
  return sd === null ? format(mean) : `${format(mean)} ± ${format(sd)}`;
}
