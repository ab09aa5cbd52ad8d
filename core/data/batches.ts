import { assert } from '../assert.ts';
import { randomStream } from '../tensor/random.ts';

/**
 * Which training examples each step sees. Every epoch is a fresh permutation of all examples, drawn from the stream
 * (seed, `shuffle`, `epoch <n>`), n from 0; an incomplete last batch is dropped. The order depends only on the seed,
 * the number of examples and the batch size, so all arms of an experiment see the same batches, and a resumed run can
 * ask for any step without replaying the ones before it.
 */
export class ExampleOrder {
  readonly stepsPerEpoch: number;
  readonly #seed: number;
  readonly #exampleCount: number;
  readonly #batchSize: number;
  #epoch = -1;
  #permutation = new Int32Array(0);

  /** @param batchSize 1 to exampleCount. */
  constructor(seed: number, exampleCount: number, batchSize: number) {
    assert(Number.isInteger(batchSize) && batchSize >= 1, `batchSize is a positive integer, not ${batchSize}`);
    assert(batchSize <= exampleCount, `batchSize (${batchSize}) is at most the number of examples (${exampleCount})`);
    this.#seed = seed;
    this.#exampleCount = exampleCount;
    this.#batchSize = batchSize;
    this.stepsPerEpoch = Math.floor(exampleCount / batchSize);
  }

  /**
   * The examples of a step, counted from 0 over all epochs. Only the first step of an epoch costs anything.
   * @returns [batchSize] indices into the training set: a view that never changes; do not write to it.
   */
  batch(step: number): Int32Array {
    assert(Number.isInteger(step) && step >= 0, `step is an integer from 0, not ${step}`);
    const epoch = Math.floor(step / this.stepsPerEpoch);
    if (epoch !== this.#epoch) {
      this.#permutation = randomStream(this.#seed, 'shuffle', `epoch ${epoch}`).permutation(this.#exampleCount);
      this.#epoch = epoch;
    }
    const first = (step % this.stepsPerEpoch) * this.#batchSize;
    return this.#permutation.subarray(first, first + this.#batchSize);
  }
}
