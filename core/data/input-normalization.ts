import type { InputNormalizationSpec } from '../spec/experiment.ts';
import type { Dataset } from './dataset.ts';

/** The factor that turns a byte of a data set into its value. */
export const BYTE_SCALE = 1 / 255;

/** x = (v − mean) / divisor, with one entry per channel for images and per feature otherwise. */
export interface InputNormalization {
  readonly mean: Float64Array;
  readonly divisor: Float64Array;
}

export interface InputStatistics {
  readonly mean: Float64Array;
  /** Population σ, √(Σ (v − mean)² / n); exactly 0 if all values are equal. */
  readonly stddev: Float64Array;
}

/**
 * What every value goes through, of training and test examples alike. With v the value (raw / 255 for bytes, raw
 * otherwise) and mean and σ those of the training set:
 *
 * - none: x = v
 * - center: x = v − mean
 * - standardize: x = (v − mean) / σ, and x = v − mean where σ = 0
 *
 * Statistics are per channel for images ([height, width, channels]), per feature otherwise.
 */
export function inputNormalization(dataset: Dataset, kind: InputNormalizationSpec): InputNormalization {
  const groups = statisticGroups(dataset.exampleShape);
  const divisor = new Float64Array(groups).fill(1);
  if (kind === 'none') return { mean: new Float64Array(groups), divisor };
  const { mean, stddev } = inputStatistics(dataset);
  if (kind === 'standardize') stddev.forEach((sigma, group) => (divisor[group] = sigma > 0 ? sigma : 1));
  return { mean, divisor };
}

/**
 * Mean and population σ of the training set's values, [channels] for images and [features] otherwise. In float64 and in
 * several passes: the textbook's one-pass form loses all precision to cancellation when means are far from zero.
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

  const farthest = new Float64Array(groups);
  const varies = new Uint8Array(groups);
  for (let row = 0; row < values.length; row += groups) {
    for (let group = 0; group < groups; group++) {
      const value = values[row + group];
      farthest[group] = Math.max(farthest[group], Math.abs(value - mean[group]));
      // Rounding in the mean gives a constant feature a σ of about 1e-17, and dividing by that would be a catastrophe.
      if (value !== values[group]) varies[group] = 1;
    }
  }
  // Relative to the farthest value, because the square of 1e-200 is 0.
  for (let row = 0; row < values.length; row += groups) {
    for (let group = 0; group < groups; group++) {
      const deviation = varies[group] === 1 ? (values[row + group] - mean[group]) / farthest[group] : 0;
      stddev[group] += deviation * deviation;
    }
  }
  for (let group = 0; group < groups; group++) {
    mean[group] *= valueScale;
    stddev[group] = Math.sqrt(stddev[group] / perGroup) * farthest[group] * valueScale;
  }
  return { mean, stddev };
}

/** Channels come last in memory, so that value i of a split belongs to group i mod groups in either case. */
function statisticGroups(exampleShape: readonly number[]): number {
  return exampleShape.length === 3 ? exampleShape[2] : exampleShape.reduce((product, extent) => product * extent, 1);
}
