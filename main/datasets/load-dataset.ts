import type { Dataset } from '#core/data/dataset.ts';
import { generateBlobs } from '#core/data/generators/blobs.ts';
import { generateCircles } from '#core/data/generators/circles.ts';
import { generateMoons } from '#core/data/generators/moons.ts';
import { generateSpirals } from '#core/data/generators/spirals.ts';
import type { DatasetSpec } from '#core/spec/dataset/dataset.ts';
import { loadCifar10 } from './cifar10.ts';
import { loadFashionMnist } from './fashion-mnist.ts';
import { loadFileDataset } from './file-datasets.ts';
import { loadMnist } from './mnist.ts';

/**
 * Loads the data set that a spec names, by reading or generating it.
 * @throws DataError if its files are missing or wrong.
 */
export async function loadDataset(spec: DatasetSpec): Promise<Dataset> {
  switch (spec.kind) {
    case 'mnist':
      return loadMnist(spec);
    case 'fashionMnist':
      return loadFashionMnist(spec);
    case 'cifar10':
      return loadCifar10(spec);
    case 'spirals':
      return generateSpirals(spec);
    case 'moons':
      return generateMoons(spec);
    case 'circles':
      return generateCircles(spec);
    case 'blobs':
      return generateBlobs(spec);
    case 'csv':
    case 'npz':
    case 'idx':
      return loadFileDataset(spec);
    default:
      return spec satisfies never;
  }
}
