import { randomStream } from '../tensor/random.ts';
import type { AugmentationSpec } from '../spec/dataset/dataset-images.ts';

/**
 * How each training image of each step is shifted and mirrored. Step n draws from the stream (seed, `augment`, `step
 * <n>`), n from 0; so all arms of an experiment see the same images, and a resumed run can ask for any step.
 */
export class ImageMoves {
  readonly #seed: number;
  readonly #augmentation: AugmentationSpec;
  readonly #batchSize: number;

  constructor(seed: number, augmentation: AugmentationSpec, batchSize: number) {
    this.#seed = seed;
    this.#augmentation = augmentation;
    this.#batchSize = batchSize;
  }

  /** [batchSize, 3] = (dy, dx, flip), as `AugmentOp` takes them. dy and dx are uniform in −shift … shift. */
  step(step: number): Int32Array {
    const { shift, flip } = this.#augmentation;
    const stream = randomStream(this.#seed, 'augment', `step ${step}`);
    const moves = new Int32Array(this.#batchSize * 3);
    for (let at = 0; at < moves.length; at += 3) {
      moves[at] = stream.integer(2 * shift + 1) - shift;
      moves[at + 1] = stream.integer(2 * shift + 1) - shift;
      moves[at + 2] = flip ? stream.integer(2) : 0;
    }
    return moves;
  }
}
