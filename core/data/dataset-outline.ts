import { present } from '../assert.ts';
import { exampleShapeOf } from '../spec/dataset/example-shape.ts';
import type { DatasetSpec, OutlinedDatasetSpec } from '../spec/dataset/dataset.ts';
import { PUBLISHED_NAMES } from '../spec/dataset/published.ts';

/** What is known about a data set without loading it. */
export interface DatasetOutline {
  /** For people: `MNIST`, `Two spirals`. */
  readonly name: string;
  readonly classes: number;
  /** Shape of one example: [features] or [height, width, channels]. */
  readonly exampleShape: readonly number[];
  readonly trainCount: number;
  readonly testCount: number;
  /** `byte` if the loaded values are bytes. */
  readonly elementType: 'byte' | 'float';
}

/** The data set's name for people. A set in files is named after the file of its training examples. */
export function datasetName(spec: DatasetSpec): string {
  switch (spec.kind) {
    case 'csv':
    case 'npz':
      return fileName(spec.file);
    case 'idx':
      return fileName(spec.trainImages);
    default:
      return datasetOutline(spec).name;
  }
}

/** Paths may come from any platform. */
function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The loaded data set has exactly this name and these classes, shapes, counts and element types. */
export function datasetOutline(spec: OutlinedDatasetSpec): DatasetOutline {
  const images = {
    exampleShape: present(exampleShapeOf(spec), `the shape of an example of ${spec.kind}`),
    trainCount: spec.trainExamples,
    testCount: spec.testExamples,
    elementType: 'byte',
  } as const;
  const generated = { ...images, elementType: 'float' } as const;
  switch (spec.kind) {
    case 'mnist':
    case 'fashionMnist':
    case 'cifar10':
      return { name: PUBLISHED_NAMES[spec.kind], classes: 10, ...images };
    case 'spirals':
      return { name: 'Two spirals', classes: 2, ...generated };
    case 'moons':
      return { name: 'Two moons', classes: 2, ...generated };
    case 'circles':
      return { name: 'Two circles', classes: 2, ...generated };
    case 'blobs':
      return { name: 'Badly scaled blobs', classes: spec.classes, ...generated };
    default:
      return spec satisfies never;
  }
}
