import type { ExampleOrder } from '../data/batches.ts';
import type { Probe } from '../probes/probe.ts';
import { scoresOf, type Scores } from '../probes/scores.ts';
import { CallLength } from './call-length.ts';
import type { Decision } from './early-stop/criterion.ts';
import type { EvaluationSchedule } from './evaluation-schedule.ts';
import { Evaluation } from './evaluation.ts';
import type { Outcome } from './events.ts';
import type { LoopEvent } from './loop-events.ts';
import { PointsCollector } from './points-collector.ts';
import { Probing } from './probing.ts';
import type { RunControl } from './run-control.ts';
import type { TrainedModel } from './trained-model.ts';

export interface TrainingLoopOptions {
  readonly model: TrainedModel;
  readonly order: ExampleOrder;
  readonly schedule: EvaluationSchedule;
  readonly stepsTotal: number;
  /** Where it begins, and whether the test set has been evaluated there. */
  readonly start: { readonly step: number; readonly evaluated: boolean };
  /** Device calls also end at the multiples of each of these, because something happens there. */
  readonly cuts: readonly number[];
  /** What the run records. */
  readonly probes: readonly Probe[];
  /** Examples of the test set. */
  readonly testCount: number;
  readonly clock: () => number;
  readonly control: RunControl;
  /** What the followers of the events have decided. Asked between device calls. */
  readonly decision: () => Decision | null;
}

/** Work that proceeds one device call at a time, so that a run can end during it. */
interface Task {
  readonly done: boolean;
  advance(): Promise<void>;
}

/** Makes the steps and evaluations of one run, from where it begins to its end. */
export class TrainingLoop {
  readonly #options: TrainingLoopOptions;
  readonly #trainCalls: CallLength;
  readonly #evaluationCalls: CallLength;
  readonly #points = new PointsCollector();
  readonly #probing: Probing;
  readonly #cuts: readonly number[];
  #step: number;
  #evaluated: boolean;

  constructor(options: TrainingLoopOptions) {
    this.#options = options;
    const { plan, program } = options.model;
    const { train, evaluate } = plan.phases;
    this.#probing = new Probing(options.probes, plan, program, (...point) => this.#points.add(...point));
    this.#cuts = [...options.cuts, ...this.#probing.cuts];
    this.#trainCalls = new CallLength(train.stepsMax, options.clock);
    this.#evaluationCalls = new CallLength(evaluate.stepsMax, options.clock);
    this.#step = options.start.step;
    this.#evaluated = options.start.evaluated;
  }

  async *events(): AsyncGenerator<LoopEvent, void, void> {
    const outcome = yield* this.#run();
    yield { kind: 'ended', outcome, step: this.#step, evaluated: this.#evaluated };
  }

  async *#run(): AsyncGenerator<LoopEvent, Outcome, void> {
    for (;;) {
      if (!this.#evaluated && this.#options.schedule.isDue(this.#step)) {
        const interruption = yield* this.#evaluate();
        if (interruption !== null) return interruption;
      }
      yield { kind: 'boundary', step: this.#step, evaluated: this.#evaluated };
      const ending = yield* this.#ending();
      if (ending !== null) return ending;
      const finite = await this.#train();
      yield* this.#points.drain();
      yield { kind: 'progress', step: this.#step };
      if (!finite) return { kind: 'diverged', step: this.#step };
    }
  }

  /** How the run ends here; null if it continues. A run at its last step is completed, whatever was requested. */
  async *#ending(): AsyncGenerator<LoopEvent, Outcome | null, void> {
    const { stepsTotal, control, decision } = this.#options;
    const decided = decision();
    if (decided?.kind === 'diverged') return decided;
    if (this.#step === stepsTotal) return { kind: 'completed' };
    if (control.request === 'cancel') return { kind: 'cancelled' };
    if (decided !== null) {
      // A run that stops early is evaluated at its last step too.
      const interruption = this.#evaluated ? null : yield* this.#evaluate();
      return interruption ?? decided;
    }
    return control.request === 'pause' ? { kind: 'paused' } : null;
  }

  /** Makes some steps in one device call. @returns whether the loss of the last one is finite. */
  async #train(): Promise<boolean> {
    const { model, schedule } = this.#options;
    const { log, batchSize } = model.plan.phases.train;
    const ran = await this.#trainCalls.call(this.#until() - this.#step, (steps) =>
      model.train(this.#step + 1, steps, this.#batches(steps)),
    );
    const [sums] = await model.program.read([log]);
    const { columns } = model.plan.buffers[log];
    let finite = true;
    for (let row = 0; row < ran; row += 1) {
      this.#step += 1;
      const scores = scoresOf(sums, row, columns, batchSize);
      const isLast = row === ran - 1;
      const evaluates = isLast && schedule.isDue(this.#step);
      this.#probing.takeScores(this.#step, scores, evaluates);
      if (isLast) await this.#probing.readStep(this.#step, scores, evaluates);
      finite = Number.isFinite(scores.loss);
    }
    this.#evaluated = false;
    return finite;
  }

  /** The step at which the next device call must end at the latest. */
  #until(): number {
    const { schedule } = this.#options;
    return Math.min(schedule.next(this.#step), ...this.#cuts.map((cut) => (Math.floor(this.#step / cut) + 1) * cut));
  }

  /** Indices of the next steps' examples, int [steps, batchSize]. */
  #batches(steps: number): Int32Array {
    const { order, model } = this.#options;
    const { batchSize } = model.plan.phases.train;
    const indices = new Int32Array(steps * batchSize);
    for (let row = 0; row < steps; row += 1) indices.set(order.batch(this.#step + row), row * batchSize);
    return indices;
  }

  /**
   * Evaluates the step reached, as its probes need.
   * @returns how the run ends if that was requested meanwhile, in which case no point is added; else null.
   */
  async *#evaluate(): AsyncGenerator<LoopEvent, Outcome | null, void> {
    const { model, testCount } = this.#options;
    let scores: Scores | null = null;
    if (this.#probing.needsTestPass) {
      const pass = new Evaluation(model.program, model.plan, testCount, this.#evaluationCalls);
      const interruption = yield* this.#passOverTestSet(pass);
      if (interruption !== null) return interruption;
      scores = pass.scores();
    }
    await this.#probing.readEvaluation(this.#step, scores);
    this.#evaluated = true;
    yield* this.#points.drain();
    return null;
  }

  /** Uses the population's statistics if the spec asks for them, else the running ones. */
  async *#passOverTestSet(pass: Evaluation): AsyncGenerator<LoopEvent, Outcome | null, void> {
    const { model } = this.#options;
    const population = await model.measurePopulation();
    if (population === null) return yield* this.#advance(pass);
    return (
      (yield* this.#advance(population)) ?? (yield* model.withStatistics(population.means(), () => this.#advance(pass)))
    );
  }

  /** @returns how the run ends if that was requested before the task was done; else null. */
  async *#advance(task: Task): AsyncGenerator<LoopEvent, Outcome | null, void> {
    while (!task.done) {
      const { request } = this.#options.control;
      if (request !== null) return { kind: request === 'cancel' ? 'cancelled' : 'paused' };
      await task.advance();
      yield { kind: 'progress', step: this.#step };
    }
    return null;
  }
}
