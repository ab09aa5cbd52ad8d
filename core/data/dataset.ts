/** A data set in memory: what readers and generators return, and what training takes. */
export interface Dataset {
  /** For people: `MNIST`, `Two spirals`. */
  readonly name: string;
  readonly classes: number;
  /** Shape of one example: [features] or [height, width, channels]. */
  readonly exampleShape: readonly number[];
  readonly train: Split;
  readonly test: Split;
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
