import type { InputNormalizationSpec } from '../spec/experiment.ts';
import { featureCount, type Dataset } from './dataset.ts';

/** The factor that turns a byte of a data set into its value. */
const BYTE_SCALE = 1 / 255;

/** x[f] = raw[f] · scale[f] + shift[f], with one entry per feature of an example. */
export interface InputAffine {
  readonly scale: Float32Array;
  readonly shift: Float32Array;
}

export interface InputStatistics {
  readonly mean: Float64Array;
  /** Population σ, √(Σ (v − mean)² / n); exactly 0 if all values are equal. */
  readonly stddev: Float64Array;
}

/**
 * The affine map that gather applies to every raw value, for training and test examples alike. With v the value
 * (raw / 255 for bytes, raw otherwise) and mean and σ those of the training set:
 *
 * - none: x = v
 * - center: x = v − mean
 * - standardize: x = (v − mean) / σ, and x = v − mean where σ = 0
 *
 * Statistics are per channel for images ([height, width, channels]), per feature otherwise.
 */
export function inputAffine(dataset: Dataset, kind: InputNormalizationSpec): InputAffine {
  const features = featureCount(dataset);
  const valueScale = dataset.train.values instanceof Uint8Array ? BYTE_SCALE : 1;
  const scale = new Float32Array(features).fill(valueScale);
  const shift = new Float32Array(features);
  if (kind === 'none') return { scale, shift };

  const { mean, stddev } = inputStatistics(dataset);
  const groups = mean.length;
  for (let feature = 0; feature < features; feature++) {
    const group = feature % groups;
    const divisor = kind === 'standardize' && stddev[group] > 0 ? stddev[group] : 1;
    scale[feature] = valueScale / divisor;
    shift[feature] = -mean[group] / divisor;
  }
  return { scale, shift };
}

/**
 * Mean and population σ of the training set's values, [channels] for images and [features] otherwise. Two passes in
 * float64: the textbook's one-pass form loses all precision to cancellation when means are far from zero.
 */
export function inputStatistics(dataset: Dataset): InputStatistics {
  const { values, count } = dataset.train;
  const groups = statisticGroups(dataset.exampleShape);
  const valueScale = values instanceof Uint8Array ? BYTE_SCALE : 1;
  const perGroup = values.length / groups;
  const mean = new Float64Array(groups);
  const stddev = new Float64Array(groups);
  if (count === 0) return { mean, stddev };

  for (let row = 0; row < values.length; row += groups) {
    for (let group = 0; group < groups; group++) mean[group] += values[row + group];
  }
  for (let group = 0; group < groups; group++) mean[group] /= perGroup;

  const varies = new Uint8Array(groups);
  for (let row = 0; row < values.length; row += groups) {
    for (let group = 0; group < groups; group++) {
      const value = values[row + group];
      const deviation = value - mean[group];
      stddev[group] += deviation * deviation;
      // Rounding in the mean gives a constant feature a σ of about 1e-17, and dividing by that would be a catastrophe.
      if (value !== values[group]) varies[group] = 1;
    }
  }
  for (let group = 0; group < groups; group++) {
    mean[group] *= valueScale;
    stddev[group] = varies[group] === 1 ? Math.sqrt(stddev[group] / perGroup) * valueScale : 0;
  }
  return { mean, stddev };
}

/** Channels come last in memory, so that value i of a split belongs to group i mod groups in either case. */
function statisticGroups(exampleShape: readonly number[]): number {
  return exampleShape.length === 3 ? exampleShape[2] : exampleShape.reduce((product, extent) => product * extent, 1);
}
