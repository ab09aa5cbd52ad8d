import { quote } from '../describe-value.ts';
import { formatCount } from '../format/number.ts';
import type { DataNote } from './data-note.ts';
import { featureCount, type Dataset } from './dataset.ts';

/** Values that are closer together than this share of their range may merge without a word. */
const RANGE_SHARE = 1e-6;
/** So may this share of the distinct values. */
const MERGED_SHARE = 0.01;

const NAMED_MAX = 5;

/** Half a float32's last digit is at most this share of its value. */
const FLOAT32_ROUNDING = 2 ** -24;
/** Below it, float32 has fewer digits, down to none. */
const FLOAT32_NORMAL_MIN = 2 ** -126;

/** Distinct values of a feature, and how many of them float32 tells apart. */
export interface MergedValues {
  readonly distinct: number;
  readonly kept: number;
}

/**
 * Features whose values a network without input normalization cannot tell apart: time stamps in seconds lie 128 apart in
 * float32. Values finer than a network could use do not count.
 */
export function precisionNotes(dataset: Dataset): DataNote[] {
  const { name, train, featureNames } = dataset;
  const { values, count } = train;
  // Bytes and float32 are what devices compute in.
  if (!(values instanceof Float64Array)) return [];
  const features = featureCount(dataset);
  const column = new Float64Array(count);
  const merged: string[] = [];
  for (let feature = 0; feature < features; feature += 1) {
    for (let row = 0; row < count; row += 1) column[row] = values[row * features + feature];
    const found = mergedValues(column);
    if (found === null) continue;
    const called = featureNames === undefined ? `feature ${feature}` : quote(featureNames[feature]);
    merged.push(`${called} has ${formatCount(found.distinct)} distinct values and keeps ${formatCount(found.kept)}`);
  }
  if (merged.length === 0) return [];
  const more =
    merged.length > NAMED_MAX ? `, and ${formatCount(merged.length - NAMED_MAX)} more features lose some` : '';
  return [
    {
      tone: 'warning',
      text:
        `${name}: networks compute in float32, in which different values become one: ` +
        `${merged.slice(0, NAMED_MAX).join('; ')}${more}. Set inputNormalization to standardize, which is computed ` +
        'from the file’s own numbers before they are rounded.',
    },
  ];
}

/** Null where float32 tells the values apart as far as matters. Sorts the values in place. */
export function mergedValues(values: Float64Array): MergedValues | null {
  if (!mayMerge(values)) return null;
  values.sort();
  let distinct = 0;
  let kept = 0;
  for (let i = 0; i < values.length; i += 1) {
    if (i > 0 && values[i] === values[i - 1]) continue;
    distinct += 1;
    if (i === 0 || Math.fround(values[i]) !== Math.fround(values[i - 1])) kept += 1;
  }
  return distinct - kept > distinct * MERGED_SHARE ? { distinct, kept } : null;
}

function mayMerge(values: Float64Array): boolean {
  let [min, max, smallest] = [Infinity, -Infinity, Infinity];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (value !== 0) smallest = Math.min(smallest, Math.abs(value));
  }
  const largest = Math.max(Math.abs(min), Math.abs(max));
  return smallest < FLOAT32_NORMAL_MIN || 2 * FLOAT32_ROUNDING * largest > RANGE_SHARE * (max - min);
}
