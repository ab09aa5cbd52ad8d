import type { DatasetSpec } from '../../spec/dataset/dataset.ts';
import type { Dataset } from '../dataset.ts';
import { generateDataset } from './generate-dataset.ts';
import { unitCircle } from './unit-circle.ts';

/**
 * Two Archimedean spirals, half a turn apart: with r = √u, u uniform in [0, 1), and class k,
 *
 *     x = r · (cos 2π(turns · r + k/2), sin 2π(turns · r + k/2)) + N(0, noise)
 *
 * The root distributes the examples about evenly along the arm. values: [count, 2].
 */
export function generateSpirals(spec: Extract<DatasetSpec, { kind: 'spirals' }>): Dataset {
  return generateDataset(spec, (label, stream, values, at) => {
    const radius = Math.sqrt(stream.uniform());
    const [x, y] = unitCircle(spec.turns * radius + label / 2);
    values[at] = radius * x + spec.noise * stream.normal();
    values[at + 1] = radius * y + spec.noise * stream.normal();
  });
}
