import type { DatasetSpec } from '../../spec/dataset/dataset.ts';
import { randomStream } from '../../tensor/random.ts';
import type { Dataset } from '../dataset.ts';
import { generateDataset } from './generate-dataset.ts';

type BlobsSpec = Extract<DatasetSpec, { kind: 'blobs' }>;

/**
 * One Gaussian blob per class, in features of very different scales. With a centre c[k] ~ N(0, 1) per class and
 * feature, drawn from the stream (seed, `dataset`, `blobs/centres`), and F features,
 *
 *     x[f] = (c[k][f] + offset + N(0, spread)) · scale[f],   scale[f] = scaleRatio^(f / (F − 1) − ½)
 *
 * A single feature has scale 1. values: [count, F].
 */
export function generateBlobs(spec: BlobsSpec): Dataset {
  const { classes, features, spread, offset } = spec;
  const scales = featureScales(spec);
  const centreStream = randomStream(spec.seed, 'dataset', 'blobs/centres');
  const centres = Float64Array.from({ length: classes * features }, () => centreStream.normal());
  return generateDataset(spec, (label, stream, values, at) => {
    for (let feature = 0; feature < features; feature++) {
      const centre = centres[label * features + feature];
      values[at + feature] = (centre + offset + spread * stream.normal()) * scales[feature];
    }
  });
}

/**
 * Evenly spaced on a logarithmic axis around 1; the last is scaleRatio times the first. Rounded to float32, which hides
 * the last bit of a power, where engines may differ.
 */
export function featureScales({ features, scaleRatio }: Pick<BlobsSpec, 'features' | 'scaleRatio'>): number[] {
  if (features === 1) return [1];
  return Array.from({ length: features }, (_, feature) => Math.fround(scaleRatio ** (feature / (features - 1) - 0.5)));
}
