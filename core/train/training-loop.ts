import type { ExampleOrder } from '../data/batches.ts';
import { CallLength } from './call-length.ts';
import type { CancelSignal } from './cancel-signal.ts';
import { EvaluationSchedule } from './evaluation-schedule.ts';
import { Evaluation } from './evaluation.ts';
import type { Outcome, TrainEvent } from './events.ts';
import { PointsCollector } from './points-collector.ts';
import type { TrainedModel } from './trained-model.ts';

/** Points and progress are announced this often, and no oftener. */
const REPORT_INTERVAL_MS = 200;

export interface TrainingLoopOptions {
  readonly model: TrainedModel;
  readonly order: ExampleOrder;
  readonly stepsTotal: number;
  /** Steps between two evaluations. */
  readonly interval: number;
  /** Examples of the test set. */
  readonly testCount: number;
  readonly clock: () => number;
  readonly signal: CancelSignal;
}

/** Steps and evaluations of one run, from its first evaluation to its `finished` event. */
export class TrainingLoop {
  readonly #options: TrainingLoopOptions;
  readonly #schedule: EvaluationSchedule;
  readonly #trainCalls: CallLength;
  readonly #evaluationCalls: CallLength;
  readonly #points = new PointsCollector();
  #step = 0;
  #reportedAt = -Infinity;

  constructor(options: TrainingLoopOptions) {
    this.#options = options;
    const { model, order, stepsTotal, interval, clock } = options;
    const { train, evaluate } = model.plan.phases;
    this.#schedule = new EvaluationSchedule({ interval, stepsPerEpoch: order.stepsPerEpoch, stepsTotal });
    this.#trainCalls = new CallLength(train.stepsMax, clock);
    this.#evaluationCalls = new CallLength(evaluate.stepsMax, clock);
  }

  async *events(): AsyncGenerator<TrainEvent, void, void> {
    const outcome = yield* this.#run();
    yield* this.#points.drain();
    const tensors = await this.#options.model.tensors();
    yield { kind: 'finished', outcome, steps: this.#step, tensors };
  }

  async *#run(): AsyncGenerator<TrainEvent, Outcome, void> {
    const { stepsTotal, signal } = this.#options;
    for (;;) {
      const evaluated = yield* this.#evaluate();
      if (evaluated && this.#step === stepsTotal) return { kind: 'completed' };
      if (signal.aborted) return { kind: 'cancelled' };
      const until = this.#schedule.next(this.#step);
      while (this.#step < until) {
        const finite = await this.#train(until);
        if (!finite) return { kind: 'diverged', step: this.#step };
        yield* this.#report();
        if (signal.aborted) return { kind: 'cancelled' };
      }
    }
  }

  /** Some steps in one call of the device. @returns whether the last one's loss is finite. */
  async #train(until: number): Promise<boolean> {
    const { model } = this.#options;
    const { log, batchSize } = model.plan.phases.train;
    const ran = await this.#trainCalls.call(until - this.#step, (steps) =>
      model.train(this.#step + 1, steps, this.#batches(steps)),
    );
    const [sums] = await model.program.read([log]);
    const { columns } = model.plan.buffers[log];
    let loss = 0;
    for (let row = 0; row < ran; row += 1) {
      this.#step += 1;
      loss = sums[row * columns] / batchSize;
      this.#points.add('train/loss', this.#step, [loss]);
      this.#points.add('train/accuracy', this.#step, [sums[row * columns + 1] / batchSize]);
      if (columns > 2) this.#points.add('train/topKAccuracy', this.#step, [sums[row * columns + 2] / batchSize]);
    }
    return Number.isFinite(loss);
  }

  /** Examples of the next steps, int [steps, batchSize]. */
  #batches(steps: number): Int32Array {
    const { order, model } = this.#options;
    const { batchSize } = model.plan.phases.train;
    const indices = new Int32Array(steps * batchSize);
    for (let row = 0; row < steps; row += 1) indices.set(order.batch(this.#step + row), row * batchSize);
    return indices;
  }

  /**
   * Scores of the test set and the running statistics, at the step reached.
   * @returns false if it was cancelled in between; then it adds no point.
   */
  async *#evaluate(): AsyncGenerator<TrainEvent, boolean, void> {
    const { model, testCount, signal } = this.#options;
    const evaluation = new Evaluation(model.program, model.plan, testCount, this.#evaluationCalls);
    const complete = yield* model.withEvaluationStatistics(() => this.#advance(evaluation, signal));
    if (!complete) return false;
    const { loss, accuracy, topKAccuracy } = evaluation.scores();
    this.#points.add('test/loss', this.#step, [loss]);
    this.#points.add('test/accuracy', this.#step, [accuracy]);
    if (topKAccuracy !== null) this.#points.add('test/topKAccuracy', this.#step, [topKAccuracy]);
    for (const { info, values } of await model.statistics()) {
      this.#points.add(seriesName(info.path), this.#step, values);
    }
    return true;
  }

  /** @returns false if it was cancelled in between. */
  async *#advance(evaluation: Evaluation, signal: CancelSignal): AsyncGenerator<TrainEvent, boolean, void> {
    while (!evaluation.done) {
      await evaluation.advance();
      yield* this.#report();
      if (signal.aborted && !evaluation.done) return false;
    }
    return true;
  }

  *#report(): Generator<TrainEvent, void, void> {
    const now = this.#options.clock();
    if (now - this.#reportedAt < REPORT_INTERVAL_MS) return;
    this.#reportedAt = now;
    yield* this.#points.drain();
    yield { kind: 'progress', step: this.#step };
  }
}

/** `layers.0.batchNorm.runningMean` → `layers.0.batchNorm/runningMean`. */
function seriesName(path: string): string {
  const dot = path.lastIndexOf('.');
  return `${path.slice(0, dot)}/${path.slice(dot + 1)}`;
}
