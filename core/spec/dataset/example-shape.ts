import type { DatasetSpec } from './dataset.ts';

/** Shape of one example, [features] or [height, width, channels]; null if only the data set's files know. */
export function exampleShapeOf(dataset: DatasetSpec): readonly number[] | null {
  switch (dataset.kind) {
    case 'mnist':
    case 'fashionMnist':
      return [28, 28, 1];
    case 'cifar10':
      return [32, 32, 3];
    case 'spirals':
    case 'moons':
    case 'circles':
      return [2];
    case 'blobs':
      return [dataset.features];
    default:
      return null;
  }
}
