import type { DatasetSpec } from '../../spec/dataset/dataset.ts';
import type { Dataset } from '../dataset.ts';
import { generateDataset } from './generate-dataset.ts';
import { unitCircle } from './unit-circle.ts';

/**
 * Two interleaving half circles of radius 1, as scikit-learn's `make_moons` places them: with t uniform in [0, π),
 *
 *     class 0: (cos t, sin t) + N(0, noise)
 *     class 1: (1 − cos t, ½ − sin t) + N(0, noise)
 *
 * values: [count, 2].
 */
export function generateMoons(spec: Extract<DatasetSpec, { kind: 'moons' }>): Dataset {
  return generateDataset(spec, (label, stream, values, at) => {
    const [cosine, sine] = unitCircle(stream.uniform() / 2);
    values[at] = (label === 0 ? cosine : 1 - cosine) + spec.noise * stream.normal();
    values[at + 1] = (label === 0 ? sine : 0.5 - sine) + spec.noise * stream.normal();
  });
}
