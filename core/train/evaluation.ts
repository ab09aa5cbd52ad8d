import type { Program } from '../device/device.ts';
import type { Phase, Plan } from '../plan/plan.ts';
import { scoresOf, type Scores } from '../probes/scores.ts';
import type { CallLength } from './call-length.ts';

/**
 * One pass over the test set in evaluation mode: every example exactly once, in order, the last batch padded with empty
 * rows. It proceeds one device call at a time, so that a run can be cancelled during it.
 */
export class Evaluation {
  readonly #program: Program;
  readonly #phase: Phase;
  readonly #callLength: CallLength;
  readonly #exampleCount: number;
  readonly #batches: number;
  #batch = 0;
  /** Sum of each column of the log. */
  readonly #sums: number[];

  constructor(program: Program, plan: Plan, exampleCount: number, callLength: CallLength) {
    const phase = plan.phases.evaluate;
    this.#program = program;
    this.#phase = phase;
    this.#sums = Array.from({ length: plan.buffers[phase.log].columns }, () => 0);
    this.#callLength = callLength;
    this.#exampleCount = exampleCount;
    this.#batches = Math.ceil(exampleCount / phase.batchSize);
  }

  get done(): boolean {
    return this.#batch === this.#batches;
  }

  /** Makes one device call. Batches are summed in float64 and in order, however they are grouped into calls. */
  async advance(): Promise<void> {
    const ran = await this.#callLength.call(this.#batches - this.#batch, async (batches) => {
      await this.#program.write([{ buffer: this.#phase.indices, values: this.#indices(batches) }]);
      // A batch whose loss is not finite ends the call early; the next call starts after it.
      return this.#program.run('evaluate', batches);
    });
    const [log] = await this.#program.read([this.#phase.log]);
    for (let row = 0; row < ran; row += 1) {
      this.#sums.forEach((_, column) => (this.#sums[column] += log[row * this.#sums.length + column]));
    }
    this.#batch += ran;
  }

  scores(): Scores {
    return scoresOf(this.#sums, 0, this.#sums.length, this.#exampleCount);
  }

  #indices(batches: number): Int32Array {
    const first = this.#batch * this.#phase.batchSize;
    return Int32Array.from({ length: batches * this.#phase.batchSize }, (_, row) =>
      first + row < this.#exampleCount ? first + row : -1,
    );
  }
}
