import type { DatasetSpec } from '../../spec/dataset/dataset.ts';
import type { Dataset } from '../dataset.ts';
import { generateDataset } from './generate-dataset.ts';
import { unitCircle } from './unit-circle.ts';

/**
 * Two circles around the origin, as in scikit-learn's `make_circles`: with t uniform in [0, 2π), and r = 1 for class 0
 * and r = factor for class 1,
 *
 *     x = r · (cos t, sin t) + N(0, noise)
 *
 * values: [count, 2].
 */
export function generateCircles(spec: Extract<DatasetSpec, { kind: 'circles' }>): Dataset {
  return generateDataset(spec, (label, stream, values, at) => {
    const radius = label === 0 ? 1 : spec.factor;
    const [x, y] = unitCircle(stream.uniform());
    values[at] = radius * x + spec.noise * stream.normal();
    values[at + 1] = radius * y + spec.noise * stream.normal();
  });
}
