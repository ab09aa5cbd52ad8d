import type { DataNote } from './data-note.ts';

/** A data set in memory: what readers and generators return, and what training takes. */
export interface Dataset {
  /** For people: `MNIST`, `Two spirals`. */
  readonly name: string;
  readonly classes: number;
  /** Shape of one example: [features] or [height, width, channels]. */
  readonly exampleShape: readonly number[];
  /** What its files call each class, by index; absent where classes are called by their index. */
  readonly classNames?: readonly string[];
  /** What its files call each feature; absent where they have no names. */
  readonly featureNames?: readonly string[];
  /** What its reader noticed. `datasetNotes` also looks at the examples. */
  readonly notes?: readonly DataNote[];
  /** The user’s files that it was read from; absent for published and generated sets. */
  readonly files?: readonly DataFile[];
  readonly train: Split;
  readonly test: Split;
}

/** A file as it was on the disk. */
export interface DataFile {
  /** Absolute path. */
  readonly file: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

export interface Split {
  readonly count: number;
  /** [count, ...exampleShape], row-major, finite in float32. Bytes stand for value / 255; both splits hold bytes or neither. */
  readonly values: Uint8Array | Float32Array | Float64Array;
  /** [count], class index from 0. */
  readonly labels: Int32Array;
}

export function featureCount(dataset: Pick<Dataset, 'exampleShape'>): number {
  return dataset.exampleShape.reduce((product, extent) => product * extent, 1);
}
