import { gatheredInputs } from '#core/data/gathered-inputs.ts';
import type { Dataset } from '#core/data/dataset.ts';
import type { Program } from '#core/device/device.ts';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import { initialTensors } from '#core/nn/initial-values.ts';
import { buildModel, dataForm } from '#core/nn/model.ts';
import type { OpKind } from '#core/plan/ops.ts';
import type { BufferId, Plan } from '#core/plan/plan.ts';
import { SCHEDULE, type ScheduleColumn } from '#core/plan/schedule.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import { streamWords } from '#core/tensor/random.ts';

const UPDATE_OPS: ReadonlySet<OpKind> = new Set([
  'clipGradients',
  'addWeightDecay',
  'decayWeights',
  'sgd',
  'rmsprop',
  'adam',
] as const);

/**
 * A model on the reference device, stepped by hand: the loss and the gradients of one batch at any values of the
 * parameters, in float64. The learning rate is 0 until it is set.
 */
export class StepProbe {
  readonly plan: Plan;
  readonly #program: Program;
  readonly #held = new Map<string, Float64Array>();

  private constructor(plan: Plan, program: Program) {
    this.plan = plan;
    this.#program = program;
  }

  static async open(spec: RunSpec, dataset: Dataset, seed = 1): Promise<StepProbe> {
    const { plan } = buildModel(spec, dataForm(dataset));
    const program = await new ReferenceDevice().compile(plan);
    const { scale, shift, values: valuesOf } = gatheredInputs(dataset, spec.inputNormalization, false);
    await program.write([
      { buffer: plan.data.train.values, values: valuesOf(dataset.train) },
      { buffer: plan.data.train.labels, values: dataset.train.labels },
      { buffer: plan.input.scale, values: scale },
      { buffer: plan.input.shift, values: shift },
      { buffer: plan.phases.train.stepNumbers, values: Int32Array.of(1) },
      ...plan.keys.map(({ purpose, path, value }) => ({
        buffer: value,
        values: streamWords(seed, purpose, path, plan.buffers[value].columns),
      })),
      { buffer: plan.phases.train.indices, values: Int32Array.from({ length: spec.batchSize }, (_, row) => row) },
    ]);
    const probe = new StepProbe(plan, program);
    for (const { path, values } of initialTensors(spec, dataset, seed)) await probe.write(path, values);
    return probe;
  }

  get parameterPaths(): string[] {
    return this.plan.parameters.map(({ path }) => path);
  }

  get statisticPaths(): string[] {
    return this.plan.statistics.map(({ path }) => path);
  }

  /** Has every step start from the statistics as they are now: else a loss would depend on the steps before it. */
  async holdStatistics(): Promise<void> {
    for (const path of this.statisticPaths) this.#held.set(path, await this.value(path));
  }

  /** One training step on the first examples. @returns the batch's mean loss before the update. */
  async step(): Promise<number> {
    const { log, batchSize } = this.plan.phases.train;
    for (const [path, values] of this.#held) await this.write(path, values);
    await this.#program.run('train', 1);
    const [sums] = await this.#program.read([log]);
    return sums[0] / batchSize;
  }

  async write(path: string, values: ArrayLike<number>): Promise<void> {
    await this.#program.write([{ buffer: this.#tensor(path), values: Float64Array.from(values) }]);
  }

  /** The schedule of every step from now on. */
  async setSchedule(row: Readonly<Record<ScheduleColumn, number>>): Promise<void> {
    const values = Float64Array.from(SCHEDULE, (name) => row[name]);
    await this.#program.write([{ buffer: this.plan.phases.train.schedule, values }]);
  }

  async value(path: string): Promise<Float64Array> {
    return this.#read(this.#tensor(path));
  }

  /**
   * Gradients of the loss at the current values, as they are before clipping and decay: of a step of a plan that has the
   * same ops but those over the parameters.
   */
  async gradientsBeforeUpdate(): Promise<Map<string, Float64Array>> {
    const { train } = this.plan.phases;
    const ops = train.ops.filter(({ kind }) => !UPDATE_OPS.has(kind));
    const bare = await new ReferenceDevice().compile({
      ...this.plan,
      phases: { ...this.plan.phases, train: { ...train, ops } },
    });
    const persistent = this.plan.buffers.filter(({ role }) => role !== 'scratch').map(({ id }) => id);
    const values = await this.#program.read(persistent);
    await bare.write(persistent.map((buffer, index) => ({ buffer, values: values[index] })));
    await bare.run('train', 1);
    const gradients = await bare.read(this.plan.parameters.map(({ gradient }) => gradient));
    return new Map(this.plan.parameters.map(({ path }, index) => [path, Float64Array.from(gradients[index])]));
  }

  /** As the last step left it. */
  async gradient(path: string): Promise<Float64Array> {
    const parameter = this.plan.parameters.find((candidate) => candidate.path === path);
    return this.#read(parameter!.gradient);
  }

  async #read(buffer: BufferId): Promise<Float64Array> {
    const [values] = await this.#program.read([buffer]);
    return Float64Array.from(values);
  }

  #tensor(path: string): BufferId {
    return [...this.plan.parameters, ...this.plan.statistics].find((tensor) => tensor.path === path)!.value;
  }
}
