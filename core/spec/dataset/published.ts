import { armSpecs } from '../arms.ts';
import type { ExperimentSpec } from '../experiment.ts';
import { expandSweep } from '../sweep/expand-sweep.ts';
import type { DatasetKind } from './dataset.ts';

/** Published data sets: their files are the same everywhere, and each machine has them or not. */
export const PUBLISHED_KINDS = ['mnist', 'fashionMnist', 'cifar10'] as const satisfies readonly DatasetKind[];
export type PublishedKind = (typeof PUBLISHED_KINDS)[number];

export const PUBLISHED_NAMES = {
  mnist: 'MNIST',
  fashionMnist: 'Fashion-MNIST',
  cifar10: 'CIFAR-10',
} satisfies Record<PublishedKind, string>;

/** The published data set whose files a run failed to read; null if the run failed for any other reason. */
export function blamedDataset(failure: string): PublishedKind | null {
  return PUBLISHED_KINDS.find((kind) => failure.startsWith(`${PUBLISHED_NAMES[kind]}: `)) ?? null;
}

/** The published data sets that an experiment's runs read, whichever arm or point of its sweep asks for them. */
export function publishedKindsOf(spec: ExperimentSpec): PublishedKind[] {
  const used = new Set<DatasetKind>();
  for (const point of expandSweep(spec))
    for (const { dataset } of Object.values(armSpecs(point.spec))) used.add(dataset.kind);
  return PUBLISHED_KINDS.filter((kind) => used.has(kind));
}
