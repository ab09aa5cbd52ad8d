import { assert } from '../assert.ts';
import type { InputNormalizationSpec } from '../spec/experiment.ts';
import { featureCount, type Dataset, type Split } from './dataset.ts';
import { BYTE_SCALE, inputNormalization, type InputNormalization } from './input-normalization.ts';

/**
 * A data set as it lies in a device's memory, from which gather makes x[f] = values[i, f] · scale[f] + shift[f].
 *
 * Bytes lie there as they are, and the affine map normalizes them. Numbers are normalized here, in float64, before they
 * are rounded to the device's float32: 1,700,000,001 and 1,700,000,002 are one float32, and their standardized values
 * are two.
 */
export interface GatheredInputs {
  /** [features] */
  readonly scale: Float32Array;
  /** [features]; also what a raw value of 0 becomes, if `padded`. */
  readonly shift: Float32Array;
  /** Of one split, [count, features]. */
  values(split: Split): Uint8Array | Float32Array;
}

/** @param padded Whether `shift` must be what a raw value of 0 becomes, because images are moved over a border of zeros. */
export function gatheredInputs(dataset: Dataset, kind: InputNormalizationSpec, padded: boolean): GatheredInputs {
  const features = featureCount(dataset);
  const normalization = inputNormalization(dataset, kind);
  const { mean, divisor } = normalization;
  const groups = mean.length;
  const isBytes = dataset.train.values instanceof Uint8Array;
  const perFeature = (of: (group: number) => number) =>
    Float32Array.from({ length: features }, (_, feature) => of(feature % groups));
  const zero = perFeature((group) => (mean[group] === 0 ? 0 : -mean[group] / divisor[group]));
  if (isBytes) {
    return { scale: perFeature((group) => BYTE_SCALE / divisor[group]), shift: zero, values: bytesOf };
  }
  const shift = padded ? zero : new Float32Array(features);
  return { scale: perFeature(() => 1), shift, values: (split) => normalized(split, normalization, shift) };
}

function bytesOf({ values }: Split): Uint8Array {
  assert(values instanceof Uint8Array, 'both splits of a data set hold bytes, or neither does');
  return values;
}

/** (v − mean) / divisor − shift, in float64. */
function normalized({ values }: Split, { mean, divisor }: InputNormalization, shift: Float32Array): Float32Array {
  assert(!(values instanceof Uint8Array), 'both splits of a data set hold bytes, or neither does');
  const isPlain = mean.every((value, group) => value === 0 && divisor[group] === 1);
  if (isPlain && values instanceof Float32Array) return values;
  const groups = mean.length;
  const gathered = new Float32Array(values.length);
  for (let row = 0; row < values.length; row += groups) {
    for (let group = 0; group < groups; group++) {
      gathered[row + group] = (values[row + group] - mean[group]) / divisor[group] - shift[group];
    }
  }
  return gathered;
}
