import type { ImageMoves } from '../data/image-moves.ts';
import type { BufferWrite } from '../device/device.ts';
import type { Model } from '../nn/model.ts';
import { SCHEDULE } from '../plan/schedule.ts';

/** What the host writes before training steps: which examples they take, their learning rates, how images are moved. */
export class StepInputs {
  readonly #model: Model;
  readonly #imageMoves: ImageMoves | null;

  /** @param imageMoves Null without augmentation. */
  constructor(model: Model, imageMoves: ImageMoves | null) {
    this.#model = model;
    this.#imageMoves = imageMoves;
  }

  /** Whether training images are moved, over a border of zeros. */
  get areMoved(): boolean {
    return this.#imageMoves !== null;
  }

  /**
   * @param firstUpdate Number of the first step, from 1.
   * @param indices Examples of each step, [steps, batchSize].
   * @param momentsFrom The step at which the optimizer's moments were 0.
   */
  writes(firstUpdate: number, steps: number, indices: Int32Array, momentsFrom: number): BufferWrite[] {
    const { train } = this.#model.plan.phases;
    return [
      { buffer: train.indices, values: indices },
      { buffer: train.schedule, values: this.#schedule(firstUpdate, steps, momentsFrom) },
      { buffer: train.stepNumbers, values: Int32Array.from({ length: steps }, (_, row) => firstUpdate + row) },
      ...this.#moves(firstUpdate - 1, steps),
    ];
  }

  #schedule(firstUpdate: number, steps: number, momentsFrom: number): Float64Array {
    const { optimizer } = this.#model;
    const schedule = new Float64Array(steps * SCHEDULE.length);
    for (let row = 0; row < steps; row += 1) {
      const { learningRate } = optimizer.scheduleRow(firstUpdate + row);
      // Adam corrects averages that began at zero, so its corrections count from there.
      const corrections = optimizer.scheduleRow(firstUpdate + row - momentsFrom);
      const values = { ...corrections, learningRate };
      SCHEDULE.forEach((name, column) => (schedule[row * SCHEDULE.length + column] = values[name]));
    }
    return schedule;
  }

  /** @param first Number of the first step, from 0. */
  #moves(first: number, steps: number): BufferWrite[] {
    const { moves: buffer, plan } = this.#model;
    if (buffer === null || this.#imageMoves === null) return [];
    const { columns } = plan.buffers[buffer];
    const values = new Int32Array(steps * columns);
    for (let row = 0; row < steps; row += 1) values.set(this.#imageMoves.step(first + row), row * columns);
    return [{ buffer, values }];
  }
}
